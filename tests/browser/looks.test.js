// What pages look like: phones, the dark, the keyboard, assistive technology.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { Demo } from './demo.js';

let demo;
let pages;

before(async () => {
  demo = await Demo.start();
  const { hits } = await demo.json('/api/v1/search?q=phường&limit=1');
  const article = `/articles/${hits[0].id}`;
  pages = {
    home: '/',
    search: '/search?q=phường&date_from=2016&histogram=year',
    'search without hits': '/search?q=phường&person=Không Có Ai',
    article,
    version: `${article}/versions/1`,
    ward: '/places/vn:00118@-2025',
    'new ward': '/places/vn:00118@2025-?lang=en',
    province: '/places/vn:01@-2025',
    'unclear place': '/search?place=Long Biên',
    'dissolved ward': '/search?q=phường Ngọc Thụy',
    people: '/people?q=nguyen',
    person: (await demo.json('/api/v1/people?q=nguyen&limit=1')).people.map(({ id }) => `/people/${encodeURIComponent(id)}`)[0],
    status: '/status',
    help: '/help',
    problem: '/search?q=phường&sort=moi',
    english: '/search?q=phường&lang=en',
  };
});
after(() => demo?.stop());

// What is folded away is looked at too.
async function unfold(page) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
}

test('no page scrolls sideways at 320 pixels', async (t) => {
  const page = await demo.page({ javaScriptEnabled: true, viewport: { width: 320, height: 640 } });
  for (const [name, path] of Object.entries(pages)) {
    await t.test(name, async () => {
      await page.goto(path);
      await unfold(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${width} pixels wide`);
    });
  }
  await page.context().close();
});

test('no serious failing that axe knows', async (t) => {
  for (const colorScheme of ['light', 'dark']) {
    // Axe is put into the page past the policy that keeps scripts out.
    const page = await demo.page({ javaScriptEnabled: true, bypassCSP: true, colorScheme });
    for (const [name, path] of Object.entries(pages)) {
      await t.test(`${name}, ${colorScheme}`, async () => {
        await page.goto(path);
        await unfold(page);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run(document));
        const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact));
        const told = serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 150)).join(' | ')}`);
        assert.deepEqual(told, []);
      });
    }
    await page.context().close();
  }
});

test('pages of places hold at any width', async (t) => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [320, 360, 1280]) {
      const page = await demo.page({
        javaScriptEnabled: true,
        bypassCSP: true,
        colorScheme,
        viewport: { width, height: 800 },
      });
      for (const name of ['ward', 'new ward', 'province', 'unclear place', 'dissolved ward']) {
        await t.test(`${name}, ${width}, ${colorScheme}`, async () => {
          await page.goto(pages[name]);
          await unfold(page);
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => window.axe.run(document));
          assert.deepEqual(violations.map((v) => v.id), []);
        });
      }
      await page.context().close();
    }
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
  for (const path of Object.values(pages)) await page.goto(path);
  assert.deepEqual([...asked], [demo.address]);
  await page.context().close();
});
