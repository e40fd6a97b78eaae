// One resident's phone: the chat, the input row, the tools and the account's menu.
import { ask, askPicture } from './dialogs.js';
import { act, sendPicture } from './server.js';
import { el, isWaiting, line, restate, timeLine } from './talk.js';

const QUIET = 300; // seconds without a line after which the time is shown again

export class Phone {
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.lines = new Map();
    this.waiting = new Set();
    this.lastAt = 0;
    this.root = document.getElementById('phone-template').content.cloneNode(true).firstElementChild;
    this.talk = this.part('.talk');
    this.input = this.part('.say input');
    this.label();
    this.part('.tries').append(...page.suggestions.map((text) => this.suggestion(text)));
    this.listen();
  }

  part(selector) { return this.root.querySelector(selector); }

  label() {
    const { name, about } = this.person;
    this.root.setAttribute('aria-label', `${name}的手机`);
    this.part('h2').textContent = this.page.title;
    this.part('.owner').textContent = about ? `${name}的手机 · ${about}` : `${name}的手机`;
    this.talk.setAttribute('aria-label', `${name}的聊天记录`);
    this.input.setAttribute('aria-label', `以${name}的身份发消息`);
    this.input.placeholder = '说点什么…';
  }

  listen() {
    this.part('.say').addEventListener('submit', (event) => { event.preventDefault(); this.submit(); });
    this.part('[data-more]').addEventListener('click', () => this.toggleMore());
    this.root.addEventListener('click', (event) => {
      const button = event.target.closest('[data-act]');
      if (button) this[button.dataset.act]();
    });
    this.root.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.fold(); });
    this.root.addEventListener('focusout', (event) => {
      if (!this.part('.menu').contains(event.relatedTarget)) this.closeMenu();
    });
  }

  suggestion(text) {
    const button = el('button', { type: 'button', text });
    button.addEventListener('click', () => { this.say(text); this.input.focus(); });
    return button;
  }

  submit() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.input.value = '';
    this.say(text);
  }

  say(text) { return this.act('say', { text }); }

  act(name, fields = {}) { return act(name, { openid: this.person.openid, ...fields }); }

  follow() { this.act('follow'); }

  unfollow() { this.toggleMore(false); this.act('unfollow'); }

  async voice() {
    const given = await ask('发一段语音', [
      { name: 'said', label: '说了什么', value: '楼道的灯坏了三天了' },
      { name: 'recognised', label: '公众号开通了语音转文字', type: 'checkbox', value: true },
    ]);
    if (given) this.act('voice', given.recognised ? { recognition: given.said } : {});
  }

  async location() {
    const given = await ask('发送位置', [{ name: 'label', label: '在哪里', value: '幸福家园 3 号楼', required: true }]);
    if (given) this.act('location', given);
  }

  async scan() {
    const fields = [{ name: 'scene', label: '二维码里的参数', value: this.page.scenes.at(-1) ?? 'building-3', required: true, list: this.page.scenes }];
    const given = await ask('扫二维码', fields, '扫码');
    if (given) this.act('scan', given);
  }

  async consent() {
    const options = Object.entries(this.page.templates);
    const given = await ask('订阅通知', [{ name: 'template', label: '接收一次这种通知', options }], '同意');
    if (given) this.act('consent', { ...given, yes: true });
  }

  async picture() {
    const chosen = await askPicture(this.page.samples);
    if (chosen?.sample) this.act('sample', { name: chosen.sample });
    if (chosen?.file) sendPicture(this.person.openid, chosen.file);
  }

  /** Shows a line, or its new state when it is there already. True for a new one. */
  show(bubble) {
    const known = this.lines.get(bubble.number);
    const atEnd = this.talk.scrollHeight - this.talk.scrollTop - this.talk.clientHeight < 120;
    if (known) restate(known, bubble);
    else this.append(bubble);
    this.waiting[isWaiting(bubble.state) ? 'add' : 'delete'](bubble.number);
    this.part('.typing').hidden = this.waiting.size === 0;
    if (atEnd || (!known && bubble.side === 'resident')) this.toEnd();
    return !known;
  }

  append(bubble) {
    const list = this.part('.talk ol');
    this.part('.tries').hidden = true;
    const drawn = line(bubble, this.person, (text) => this.say(text));
    if (Math.abs(bubble.at - this.lastAt) > QUIET) list.append(timeLine(bubble.at));
    this.lastAt = bubble.at;
    drawn.classList.add('new');
    list.append(drawn);
    this.lines.set(bubble.number, drawn);
    drawn.querySelector('img')?.addEventListener('load', () => this.toEnd());
  }

  toEnd() { this.talk.scrollTop = this.talk.scrollHeight; }

  /** Shows whether the person follows, and the account's menu. */
  update(person, menu) {
    this.person.follows = person.follows;
    this.part('.stranger').hidden = person.follows;
    this.part('.desk').hidden = !person.follows;
    this.part('.tries').hidden = !person.follows || this.lines.size > 0;
    this.part('[data-act=consent]').hidden = !Object.keys(this.page.templates).length;
    this.part('.menu').replaceChildren(...menu.map((button, at) => this.menuButton(button, at)));
  }

  menuButton(button, at) {
    const below = button.sub_button ?? [];
    const top = el('button', { type: 'button', text: button.name });
    if (!below.length) {
      top.addEventListener('click', () => this.tap(button));
      return el('div', {}, top);
    }
    const id = `menu-${this.person.openid}-${at}`;
    const list = el('ul', { id, hidden: '' }, ...below.map((sub) => this.menuItem(sub)));
    top.setAttribute('aria-expanded', 'false');
    top.setAttribute('aria-controls', id);
    top.addEventListener('click', () => this.openMenu(top, list));
    return el('div', {}, list, top);
  }

  menuItem(sub) {
    const button = el('button', { type: 'button', text: sub.name });
    button.addEventListener('click', () => { this.closeMenu(); this.tap(sub); });
    return el('li', {}, button);
  }

  openMenu(top, list) {
    const opening = list.hidden;
    this.closeMenu();
    list.hidden = !opening;
    top.setAttribute('aria-expanded', String(opening));
    if (opening) list.querySelector('button').focus();
  }

  closeMenu() {
    for (const list of this.root.querySelectorAll('.menu ul:not([hidden])')) {
      list.hidden = true;
      list.nextElementSibling.setAttribute('aria-expanded', 'false');
    }
  }

  tap(button) {
    this.act('tap', { key: button.key ?? button.url ?? button.name });
    if (button.url) window.open(`/sim/open?openid=${encodeURIComponent(this.person.openid)}&url=${encodeURIComponent(button.url)}`, '_blank', 'noopener');
  }

  toggleMore(open = this.part('.more').hidden) {
    this.part('.more').hidden = !open;
    this.part('[data-more]').setAttribute('aria-expanded', String(open));
    if (open) this.toEnd();
  }

  /** Closes what is unfolded and gives the focus back to where it was opened. */
  fold() {
    const opener = this.root.querySelector('.menu [aria-expanded=true]') ?? (this.part('.more').hidden ? null : this.part('[data-more]'));
    this.closeMenu();
    this.toggleMore(false);
    opener?.focus();
  }

  focus() { (this.person.follows ? this.input : this.part('.stranger button')).focus(); }
}
