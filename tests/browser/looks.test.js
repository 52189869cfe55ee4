// What pages look like: phones, the dark, the keyboard, assistive technology.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { Demo, target } from './demo.js';

// Every page as people see it, to be looked at: target/screenshots.
const screenshots = resolve(target, 'screenshots');

let demo;
let pages;

before(async () => {
  demo = await Demo.start();
  await mkdir(screenshots, { recursive: true });
  const { hits } = await demo.json('/api/v1/search?q=phường&limit=50');
  const article = `/articles/${hits[0].id}`;
  const copied = (await Promise.all(hits.map(async ({ id }) => {
    const { copies } = await demo.json(`/api/v1/articles/${id}/copies`);
    return copies.length > 1 ? id : undefined;
  }))).find(Boolean) ?? hits[0].id;
  pages = {
    home: '/',
    search: '/search?q=phường&date_from=2016&histogram=year',
    'search without hits': '/search?q=phường&person=Không Có Ai',
    article,
    'article with matches': `${article}?q=phường`,
    copies: `/articles/${copied}/copies`,
    version: `${article}/versions/1`,
    ward: '/places/vn:00118@-2025',
    'new ward': '/places/vn:00118@2025-',
    province: '/places/vn:01@-2025',
    'unclear place': '/search?place=Long Biên',
    'dissolved ward': '/search?q=phường Ngọc Thụy',
    people: '/people?q=nguyen',
    person: (await demo.json('/api/v1/people?q=nguyen&limit=1')).people.map(({ id }) => `/people/${encodeURIComponent(id)}`)[0],
    status: '/status',
    help: '/help',
    api: '/api/docs',
    problem: '/search?q=phường&sort=moi',
  };
});
after(() => demo?.stop());

// What is folded away is looked at too.
async function unfold(page) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
}

test('every page holds at any width, light and dark: nothing sideways, no failing that axe knows', async (t) => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [320, 360, 1280]) {
      // Axe is put into the page past the policy that keeps scripts out.
      const page = await demo.page({ javaScriptEnabled: true, bypassCSP: true, colorScheme, viewport: { width, height: 800 } });
      for (const [name, path] of Object.entries(pages)) {
        await t.test(`${name}, ${width}, ${colorScheme}`, async () => {
          await page.goto(path);
          if (width !== 320) {
            const file = `${name.replaceAll(' ', '-')}-${width}-${colorScheme}.png`;
            await page.screenshot({ path: resolve(screenshots, file), fullPage: true });
          }
          await unfold(page);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} pixels wide`);
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => window.axe.run(document));
          assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 150)).join(' | ')}`), []);
        });
      }
      await page.context().close();
    }
  }
});

test('every page in English is English', async (t) => {
  for (const width of [360, 1280]) {
    const page = await demo.page({ javaScriptEnabled: true, viewport: { width, height: 800 } });
    for (const [name, path] of Object.entries(pages)) {
      await t.test(`${name}, ${width}`, async () => {
        const url = new URL(path, demo.address);
        url.searchParams.set('lang', 'en');
        await page.goto(url.href);
        await page.screenshot({ path: resolve(screenshots, `${name.replaceAll(' ', '-')}-${width}-en.png`), fullPage: true });
        assert.equal(await page.locator('html').getAttribute('lang'), 'en');
        // What is said by us, and not by the sites, has none of the letters that only Vietnamese has.
        const foreign = await page.evaluate(() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            if (node.parentElement.closest('[lang="vi"], script, code, mark, datalist, select[name=site], select[name=section]')) continue;
            if (/[ơưăđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i.test(node.data)) found.push(node.data.trim().slice(0, 80));
          }
          return found;
        });
        // Names typed by the visitor and of places are Vietnamese in any language.
        const ours = foreign.filter((text) => !text.includes('phường') && !text.includes('“'));
        assert.deepEqual(ours.filter((text) => !/^[\p{Lu}“]/u.test(text)), []);
      });
    }
    await page.context().close();
  }
});

test('the dark is dark', async () => {
  const light = async (colorScheme) => {
    const page = await demo.page({ javaScriptEnabled: true, colorScheme });
    await page.goto('/search?q=phường');
    const [paper, ink] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      const sum = (color) => color.match(/\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0);
      return [sum(style.backgroundColor), sum(style.color)];
    });
    await page.context().close();
    return paper > ink;
  };
  assert.equal(await light('light'), true);
  assert.equal(await light('dark'), false);
});

test('the first tab leads past the head, and focus can be seen', async () => {
  const page = await demo.page({ javaScriptEnabled: true });
  await page.goto('/search?q=phường');
  await page.keyboard.press('Tab');
  const skip = page.locator('.skip');
  assert.equal(await skip.evaluate((link) => link === document.activeElement), true);
  const box = await skip.boundingBox();
  assert.ok(box.y >= 0, 'the link is in sight');
  const outline = await skip.evaluate((link) => getComputedStyle(link).outlineStyle);
  assert.notEqual(outline, 'none');
  await page.keyboard.press('Enter');
  assert.match(page.url(), /#main$/);
  await page.context().close();
});

test('on wide screens the facets stand open beside the results', async () => {
  const page = await demo.page();
  await page.goto('/search?q=phường');
  const facet = await page.locator('#facet-person').boundingBox();
  const hit = await page.locator('.hit').first().boundingBox();
  assert.ok(facet && facet.x + facet.width <= hit.x, JSON.stringify({ facet, hit }));
  await page.context().close();
});

test('pages load nothing from elsewhere', async () => {
  const page = await demo.page({ javaScriptEnabled: true });
  const asked = new Set();
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  for (const path of Object.values(pages)) await page.goto(path, { waitUntil: 'networkidle' });
  assert.deepEqual([...asked], [demo.address]);
  // Nor does the policy refuse anything of ours: data for search engines is no script that runs.
  assert.deepEqual(page.errors.filter((error) => !error.includes('400')), []);
  await page.context().close();
});
