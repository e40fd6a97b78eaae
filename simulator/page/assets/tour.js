// The drawer with the guided tour: journeys to walk, each step one tap, done steps ticked.
import { turnClock } from './server.js';
import { el } from './talk.js';

const NUMBER = /编号 ?(\d{4,})/g;
const BESIDE = 1100; // pixels from which the drawer stands beside the phones and need not close

export class Tour {
  /** `phones`: by openid; `look(openid)` brings one to the front. */
  constructor(phones, look) {
    this.phones = phones;
    this.look = look;
    this.root = document.getElementById('tour');
    this.button = document.getElementById('tour-button');
    this.button.addEventListener('click', () => this.toggle());
    document.getElementById('tour-close').addEventListener('click', () => this.toggle(false));
    this.root.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.toggle(false); });
  }

  fill(stops) {
    this.button.hidden = !stops.length;
    document.getElementById('tour-list').replaceChildren(...stops.map((stop, at) => this.stop(stop, at)));
    if (stops.length && window.innerWidth >= BESIDE) this.show(true);
  }

  show(open) {
    this.root.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
  }

  toggle(open = this.root.hidden) {
    this.show(open);
    (open ? document.getElementById('tour-close') : this.button).focus();
  }

  stop({ title, about, steps }, at) {
    const summary = el('summary', {}, el('b', { text: `${at + 1} ${title}` }), el('small', { text: about }));
    const details = el('details', { name: 'tour' }, summary, el('ol', {}, ...steps.map((step) => this.step(step))));
    details.open = at === 0;
    return el('li', {}, details);
  }

  step(step) {
    const button = el('button', { type: 'button', class: 'tour-step' }, ...this.words(step));
    button.addEventListener('click', () => {
      button.classList.add('done');
      if (window.innerWidth < BESIDE && !step.open) this.show(false);
      this.take(step);
    });
    return el('li', {}, button);
  }

  words({ openid, say, label }) {
    if (!say) return [el('span', { text: label })];
    return [el('small', { text: `${this.phones.get(openid)?.person.name ?? '居民'}说` }), el('span', { text: say })];
  }

  take({ openid, say, turn, open }) {
    if (turn) turnClock({ move: turn });
    if (open) window.open(open, '_blank', 'noopener');
    if (!say) return;
    this.look(openid);
    this.phones.get(openid).say(say.replace('{编号}', this.number(openid)));
    this.phones.get(openid).focus();
  }

  /** The number told last in this chat, else in any. */
  number(openid) {
    const chats = [this.phones.get(openid), ...this.phones.values()];
    const told = chats.map((phone) => phone.talk.textContent.match(NUMBER)?.at(-1)).find(Boolean);
    return told?.match(/\d+/)[0] ?? '';
  }
}
