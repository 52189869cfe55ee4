// The optional script: suggestions, keys; and how little a page of hits weighs.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { Demo } from './demo.js';

let demo;
let page;

before(async () => {
  demo = await Demo.start();
});
after(() => demo?.stop());
afterEach(async () => {
  assert.deepEqual(page?.errors ?? [], []);
  await page?.context().close();
  page = undefined;
});

test('suggestions follow what is typed and are chosen by keys', async () => {
  page = await demo.page({ javaScriptEnabled: true });
  const { people } = await demo.json('/api/v1/people?q=nguyen&limit=1');
  const folded = people[0].name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
  await page.goto('/');
  const field = page.getByRole('combobox');
  await field.pressSequentially(folded);
  const option = page.getByRole('option').first();
  await option.waitFor();
  assert.match(await option.innerText(), new RegExp(people[0].name));
  assert.equal(await field.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  assert.equal(await field.getAttribute('aria-activedescendant'), await option.getAttribute('id'));
  await page.keyboard.press('Escape');
  assert.equal(await field.getAttribute('aria-expanded'), 'false');
  await field.press('End');
  await field.pressSequentially(' ');
  await option.waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/people/**');
  assert.equal(await page.locator('h1').innerText(), people[0].name);
});

test('keys: / to the field, j and k from hit to hit', async () => {
  page = await demo.page({ javaScriptEnabled: true });
  await page.goto('/search?q=phường');
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('href') ?? document.activeElement.id);
  const hrefs = await page.locator('.hit h2 a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  assert.equal(await focused(), hrefs[1]);
  await page.keyboard.press('k');
  assert.equal(await focused(), hrefs[0]);
  await page.keyboard.press('/');
  assert.equal(await focused(), 'q');
  // In the field they are letters.
  await page.keyboard.type('jk');
  assert.match(await page.locator('#q').inputValue(), /jk/);
});

test('every control can be reached by Tab, and shows it', async () => {
  page = await demo.page({ javaScriptEnabled: true });
  for (const path of ['/', '/search?q=phường', '/status', '/people?q=nguyen']) {
    await page.goto(path);
    const controls = await page.evaluate(() => {
      const all = [...document.querySelectorAll('a[href], button, input, select, summary')];
      return all.filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && one.type !== 'hidden').length;
    });
    await page.evaluate(() => { document.activeElement?.blur(); window.getSelection().removeAllRanges(); });
    let reached = 0;
    let unseen = 0;
    for (let i = 0; i < controls + 40 && reached < controls; i += 1) {
      await page.keyboard.press('Tab');
      const [is, outlined] = await page.evaluate(() => {
        const one = document.activeElement;
        if (!one || one === document.body) return [false, true];
        const inside = one.querySelector('.bar, .reach');
        const shown = getComputedStyle(one).outlineStyle !== 'none' || (inside && getComputedStyle(inside).fill !== '');
        return [one.matches('a[href], button, input, select, summary') && !one.dataset.seen && (one.dataset.seen = 'yes') === 'yes', shown];
      });
      if (is) reached += 1;
      if (!outlined) unseen += 1;
    }
    assert.equal(reached, controls, path);
    assert.equal(unseen, 0, path);
  }
});

// Bytes as they go over the wire.
function weight(path) {
  return new Promise((resolve, reject) => {
    get(demo.address + path, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece) => { bytes += piece.length; });
      answer.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

test('a page of hits weighs at most 30 KB in at most 4 requests', async (t) => {
  page = await demo.page({ javaScriptEnabled: true });
  const asked = [];
  page.on('request', (request) => asked.push(request.url().slice(demo.address.length)));
  await page.goto('/search?q=phường', { waitUntil: 'networkidle' });
  const weights = await Promise.all(asked.map(async (path) => [path.split('?')[0], await weight(path)]));
  const sum = weights.reduce((sum, [, bytes]) => sum + bytes, 0);
  t.diagnostic(`${asked.length} requests, ${sum} bytes: ${weights.map((pair) => pair.join(' ')).join(', ')}`);
  assert.ok(asked.length <= 4, asked.join(' '));
  assert.ok(sum <= 30 * 1024, String(sum));
});
