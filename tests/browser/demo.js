// Starts the demo (the real binary, with its sample sites) and Chromium for the tests of one file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
const binary = resolve(target, 'debug/langbao');

// Nothing of the browser may reach out of this machine, and as root Chromium has no sandbox.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Longest wait for the demo to crawl and index its sites, in milliseconds.
const PATIENCE = 120_000;

export class Demo {
  static async start() {
    const demo = new Demo();
    // Vietnamese, whatever the machine's locale.
    demo.process = spawn(binary, ['--lang', 'vi', 'demo', '--listen', '127.0.0.1:0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      demo.address = await demo.#announced();
      await demo.#indexed();
      demo.browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: flags,
      });
      return demo;
    } catch (error) {
      await demo.stop();
      throw error;
    }
  }

  async #announced() {
    const lines = createInterface({ input: this.process.stderr });
    const said = [];
    const found = new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        said.push(line);
        const address = line.match(/Trang tìm kiếm: (http:\/\/[0-9.:]+)\//);
        if (address) resolve(address[1]);
      });
      this.process.once('error', reject);
      this.process.once('exit', () => reject(new Error(`the demo ended:\n${said.join('\n')}`)));
    });
    return await found;
  }

  // The index follows the archive a moment later.
  async #indexed() {
    const until = Date.now() + PATIENCE;
    for (;;) {
      const ready = await this.json('/readyz');
      if (ready.archive_seq > 0 && ready.archive_seq === ready.index_generation) return;
      if (Date.now() > until) throw new Error(`not indexed: ${JSON.stringify(ready)}`);
      await pause(50);
    }
  }

  async json(path) {
    const response = await fetch(this.address + path);
    return await response.json();
  }

  // A page of its own, without JavaScript unless asked for; it fails the test on errors in the console.
  async page(options = {}) {
    const context = await this.browser.newContext({
      baseURL: this.address,
      javaScriptEnabled: false,
      viewport: { width: 1200, height: 900 },
      locale: 'vi-VN',
      ...options,
    });
    const page = await context.newPage();
    page.errors = [];
    page.on('console', (message) => message.type() === 'error' && page.errors.push(message.text()));
    page.on('requestfailed', (request) => {
      // A page that is left while its icon is on the way lets go of it.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') page.errors.push(`failed: ${request.url()}`);
    });
    return page;
  }

  async stop() {
    await this.browser?.close();
    if (this.process.exitCode === null && this.process.pid) {
      this.process.kill('SIGTERM');
      await once(this.process, 'exit');
    }
  }
}

// The number in "1.234 bài" or "1,234 articles".
export function count(text) {
  return Number(text.match(/[\d.,]+/)[0].replace(/[.,]/g, ''));
}
