// Searching as a visitor does, without JavaScript.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Demo, count } from './demo.js';

let demo;
let page;

before(async () => {
  demo = await Demo.start();
});
after(() => demo?.stop());
afterEach(async () => {
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

async function total() {
  return count(await page.locator('h1.total').innerText());
}

test('words typed without marks find words with marks', async () => {
  page = await demo.page();
  await page.goto('/');
  await page.getByRole('searchbox').fill('phuong');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=phuong');
  assert.ok((await total()) > 10);
  const marked = await page.locator('.hits mark').allInnerTexts();
  assert.ok(marked.some((text) => text.toLowerCase() === 'phường'), marked.join(', '));
});

test('abbreviations are explained, and the search as typed is one click away', async () => {
  page = await demo.page();
  await page.goto('/search?q=UBND');
  const warning = page.locator('.warning').first();
  assert.match(await warning.innerText(), /Đã hiểu UBND = .*[Ủủ]y ban nhân dân/);
  const expanded = await total();
  await warning.getByRole('link').click();
  await page.waitForURL('**expand=false**');
  assert.equal(await page.locator('.warning').count(), 0);
  assert.ok((await total()) <= expanded);
});

test('a person of the facet filters, and the chip takes the filter off', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường');
  const all = await total();
  const person = page.locator('section[aria-labelledby="facet-person"] li a').first();
  const name = await person.locator('span').first().innerText();
  const expected = count(await person.locator('.count').innerText());
  await person.click();
  assert.ok(new URL(page.url()).searchParams.getAll('person').includes(name));
  assert.equal(await total(), expected);
  await page.locator('.chips a').first().click();
  assert.equal(await total(), all);
});

test('a person under a hit filters too', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường&sort=newest');
  const person = page.locator('.hit .persons a').first();
  const name = await person.innerText();
  await person.click();
  assert.equal(new URL(page.url()).searchParams.get('person'), name);
  assert.ok((await total()) >= 1);
  const answer = await demo.json(`/api/v1/search?q=phường&person=${encodeURIComponent(name)}`);
  assert.equal(await total(), answer.total);
  assert.ok(answer.hits.every((hit) => hit.persons.includes(name)));
});

test('a bar of the histogram narrows the date', async () => {
  page = await demo.page();
  await page.goto('/search?q=&histogram=year');
  const bar = page.locator('.histogram svg a').first();
  const label = await bar.getAttribute('aria-label');
  const [year, articles] = label.split(': ');
  assert.match(year, /^\d{4}$/);
  await bar.click();
  assert.equal(await total(), count(articles));
  const dates = await page.locator('.hit .facts time').allInnerTexts();
  assert.ok(dates.length > 0 && dates.every((date) => date.includes(`/${year}`)), dates.join(', '));
  // The bars are now those of the months of that year.
  const months = await page.locator('.histogram svg a').evaluateAll((bars) => bars.map((b) => b.getAttribute('aria-label')));
  assert.ok(months.every((month) => month.includes(`/${year}:`)), months.join(', '));
});

test('dates as Vietnamese write them, and a wrong one is told', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường');
  await page.locator('.filters > summary').click();
  await page.getByLabel('Từ ngày').fill('01/01/2018');
  await page.getByLabel('Đến ngày').fill('12/2018');
  await page.getByRole('button', { name: 'Lọc' }).click();
  const narrowed = await demo.json('/api/v1/search?q=phường&date_from=2018-01&date_to=2018-12');
  assert.ok(narrowed.total > 0);
  assert.equal(await total(), narrowed.total);

  const answer = await page.goto('/search?q=phường&date_from=31/02/2018');
  assert.equal(answer.status(), 400);
  assert.match(await page.locator('main').innerText(), /“31\/02\/2018” không phải là ngày/);
  await page.getByRole('link', { name: 'Tìm không có điều kiện này' }).click();
  assert.ok((await total()) > 0);
  page.errors = page.errors.filter((error) => !error.includes('400'));
});

test('pages of results follow one another without repeats', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường&limit=5');
  const hrefs = () => page.locator('.hit h2 a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  const seen = await hrefs();
  for (let i = 0; i < 3; i += 1) {
    await page.getByRole('link', { name: 'Trang sau' }).click();
    seen.push(...(await hrefs()));
  }
  assert.equal(seen.length, 20);
  assert.equal(new Set(seen).size, 20);
});

test('nothing found comes with a way on', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường&person=Không Có Ai');
  assert.equal(await total(), 0);
  const drop = page.locator('.nothing').getByRole('link', { name: 'bỏ người: Không Có Ai' });
  const expected = count(await page.locator('.nothing .count').first().innerText());
  await drop.click();
  assert.equal(await total(), expected);
});

test('the switch to English keeps the search', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường&sort=newest');
  const before = await total();
  await page.getByRole('link', { name: 'English' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.match(await page.locator('h1.total').innerText(), new RegExp(`^${before} articles for “phường”`));
  await page.locator('.hit h2 a').first().click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.locator('main article').getAttribute('lang'), 'vi');
});

test('an article, its original and its archived copy', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường&sort=newest');
  const title = await page.locator('.hit h2').first().innerText();
  await page.locator('.hit h2 a').first().click();
  assert.equal(await page.locator('article h1').innerText(), title);
  assert.ok((await page.locator('article p').count()) > 1);
  assert.match(await page.getByRole('link', { name: 'Bài trên trang gốc' }).getAttribute('href'), /^http:\/\/127\.0\.0\.1/);

  const copy = page.waitForResponse((response) => response.url().includes('/captures/'));
  await page.getByRole('link', { name: 'Bản lưu của trang' }).click();
  const answer = await copy;
  assert.equal(answer.status(), 200);
  const policy = answer.headers()['content-security-policy'];
  assert.match(policy, /^sandbox; default-src 'none'/);
  assert.match(answer.headers()['content-type'], /^text\/html/);
  await page.waitForLoadState();
  const folded = (text) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ');
  assert.ok(folded(await page.locator('body').innerText()).includes(folded(title)));
  // The copy's own style sheets and pictures are refused: that is the point.
  page.errors = [];
});

test('a person is found without marks, and the page shows where each post was seen', async () => {
  page = await demo.page();
  await page.goto('/people?q=nguyen');
  const first = page.locator('.people h2 a').first();
  const name = await first.innerText();
  await first.click();
  assert.equal(await page.locator('h1').innerText(), name);
  const evidence = page.locator('.posts li a').first();
  if (await evidence.count() > 0) {
    const sentence = await page.locator('.posts li q').first().innerText();
    await evidence.click();
    const text = await page.locator('article').innerText();
    assert.ok(text.replace(/\s+/g, ' ').includes(sentence.replace(/\s+/g, ' ')), sentence);
  }
});

test('a span of days is one click, and every hit can be taken home', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường');
  await page.locator('.filters > summary').click();
  await page.locator('#dates').getByRole('link', { name: 'năm nay' }).click();
  assert.match(page.url(), /date_from=\d{4}$/);
  const narrowed = await total();
  const csv = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
  const text = await (await fetch(demo.address + csv)).text();
  assert.equal(text.split('\r\n"').length - 1, narrowed);
  const atom = await page.getByRole('link', { name: 'Atom', exact: true }).getAttribute('href');
  assert.match(await (await fetch(demo.address + atom)).text(), /<feed xmlns/);
});

test('an article leads from match to match, and to its first version', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường');
  await page.locator('.hit h2 a').first().click();
  await page.locator('.found a').click();
  assert.match(page.url(), /#k1$/);
  const next = page.locator('.hop').first().getByRole('link', { name: 'Chỗ khớp sau' });
  assert.equal(await next.isVisible(), true);
  await next.click();
  assert.match(page.url(), /#k2$/);
  await page.getByRole('link', { name: 'Phiên bản 1', exact: true }).click();
  assert.match(await page.locator('main').innerText(), /Đây là phiên bản đầu tiên|được thêm/);
});

test('a chosen language stays chosen', async () => {
  page = await demo.page();
  await page.goto('/');
  await page.getByRole('link', { name: 'English' }).click();
  await page.goto('/status');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('link', { name: 'Tiếng Việt' }).click();
  await page.goto('/help');
  assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
});

test('who hears the page is told the count first, and finds hits by their headings', async () => {
  page = await demo.page();
  await page.goto('/search?q=phường');
  const found = await total();
  assert.match(await page.title(), new RegExp(`^${found} bài: phường`));
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), new RegExp(`^${found} bài`));
  const results = page.getByRole('region', { name: 'Kết quả' });
  assert.equal(await results.getByRole('heading', { level: 2 }).count(), await page.locator('.hit').count());
  const bars = await page.locator('.histogram svg').getAttribute('aria-label');
  assert.match(bars, /^Số bài theo ngày đăng, từ .* đến .*; nhiều nhất: /);
});
