// Places as a visitor follows them, without JavaScript.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Demo } from './demo.js';

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

test('who asks for a dissolved ward is told what it became', async () => {
  page = await demo.page();
  await page.goto('/');
  await page.getByRole('searchbox').fill('phuong ngoc thuy');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=phuong+ngoc+thuy');
  const note = page.locator('.note');
  assert.match(await note.innerText(), /Phường Ngọc Thụy.* không còn từ 1\/7\/2025/);
  await note.getByRole('link').first().click();
  assert.equal(await page.locator('h1').innerText(), 'Phường Ngọc Thụy');
});

test('lineage leads from the old ward to the new and back', async () => {
  page = await demo.page();
  await page.goto('/places/vn:00118@-2025');
  await page.locator('.drawing').getByRole('link', { name: 'Phường Bồ Đề' }).first().click();
  await page.waitForURL('**/places/vn:00118@2025-');
  assert.equal(await page.locator('h1').innerText(), 'Phường Bồ Đề');
  const old = page.locator('.drawing').getByRole('link', { name: 'Phường Ngọc Thụy' });
  await old.first().click();
  await page.waitForURL('**/places/vn:00118@-2025');
});

test('an unclear place can be made clear, and the chip names it', async () => {
  page = await demo.page();
  await page.goto('/search?place=Long Biên');
  await page.locator('.warning').getByRole('link', { name: /^Quận Long Biên/ }).click();
  assert.equal(new URL(page.url()).searchParams.get('place'), 'vn:004@-2025');
  assert.match(await page.locator('.chips').innerText(), /địa danh: Quận Long Biên, Thành phố Hà Nội/);
});
