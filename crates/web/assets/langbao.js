// Suggestions while one types, and keys. Everything works without this file.
(() => {
  'use strict';
  const lang = document.documentElement.lang;
  const words = lang === 'en'
    ? { list: 'Suggestions', articles: 'articles', place: 'place', title: 'article' }
    : { list: 'Gợi ý', articles: 'bài', place: 'địa danh', title: 'bài viết' };
  const withLang = (path) => path + (lang === 'en' ? (path.includes('?') ? '&' : '?') + 'lang=en' : '');

  // A combobox (ARIA practices): the list follows the field, arrows choose, Escape closes.
  const attach = (field, number) => {
    const list = document.createElement('ul');
    list.id = `suggest-${number}`;
    list.className = 'suggest';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', words.list);
    list.hidden = true;
    field.parentElement.append(list);
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'],
      ['aria-controls', list.id], ['autocomplete', 'off']]) field.setAttribute(name, value);
    let chosen = -1;
    let asked = 0;
    let timer;

    const close = () => {
      list.hidden = true;
      chosen = -1;
      field.setAttribute('aria-expanded', 'false');
      field.removeAttribute('aria-activedescendant');
    };
    const choose = (at) => {
      const options = [...list.children];
      chosen = (at + options.length) % options.length;
      options.forEach((option, n) => option.setAttribute('aria-selected', String(n === chosen)));
      field.setAttribute('aria-activedescendant', options[chosen].id);
      options[chosen].scrollIntoView({ block: 'nearest' });
    };
    const option = (text, hint, href) => {
      const item = document.createElement('li');
      item.id = `${list.id}-${list.children.length}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      item.dataset.href = href;
      const main = document.createElement('span');
      main.lang = 'vi';
      main.textContent = text;
      const more = document.createElement('span');
      more.className = 'count';
      more.textContent = hint;
      item.append(main, ' ', more);
      list.append(item);
    };
    const show = async () => {
      const typed = field.value.trim();
      const mine = ++asked;
      if (typed.length < 2) return close();
      let found;
      try {
        const answer = await fetch(`/api/v1/suggest?limit=4&q=${encodeURIComponent(typed)}`);
        if (!answer.ok) return close();
        found = await answer.json();
      } catch { return close(); }
      if (mine !== asked || document.activeElement !== field) return;
      list.replaceChildren();
      for (const { name, articles } of found.persons) option(name, `${articles} ${words.articles}`, `/people/${encodeURIComponent(name)}`);
      for (const { full_name, id } of found.places) option(full_name, words.place, `/places/${id}`);
      for (const { title, id } of found.titles) option(title, words.title, `/articles/${id}`);
      list.hidden = list.children.length === 0;
      field.setAttribute('aria-expanded', String(!list.hidden));
      chosen = -1;
      field.removeAttribute('aria-activedescendant');
    };
    field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(show, 150); });
    field.addEventListener('blur', () => setTimeout(close, 150));
    field.addEventListener('keydown', (event) => {
      if (list.hidden) return;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        choose(chosen + (event.key === 'ArrowDown' ? 1 : chosen < 0 ? 0 : -1));
        event.preventDefault();
      } else if (event.key === 'Escape') {
        close();
        event.preventDefault();
      } else if (event.key === 'Enter' && chosen >= 0) {
        location.assign(withLang(list.children[chosen].dataset.href));
        event.preventDefault();
      }
    });
    list.addEventListener('mousedown', (event) => {
      const item = event.target.closest('[role=option]');
      if (item) location.assign(withLang(item.dataset.href));
      event.preventDefault();
    });
  };
  document.querySelectorAll('input[type=search]').forEach(attach);

  // "/" goes to the field, "j" and "k" from hit to hit, or in an article from match to match.
  let at = -1;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
    if (event.key === '/') {
      const field = document.querySelector('main input[type=search], input[type=search]');
      field?.focus();
      field?.select();
      if (field) event.preventDefault();
      return;
    }
    if (event.key !== 'j' && event.key !== 'k') return;
    const hits = [...document.querySelectorAll('.hit :is(h2, h3) a')];
    const stops = hits.length ? hits : [...document.querySelectorAll('article mark[id]')];
    if (!stops.length) return;
    at = Math.min(Math.max(at + (event.key === 'j' ? 1 : -1), 0), stops.length - 1);
    if (hits.length) stops[at].focus(); else location.hash = stops[at].id;
  });
})();
