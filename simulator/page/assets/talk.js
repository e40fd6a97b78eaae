// Draws one line of a chat: who said it, what it is, and how far its delivery has come.
const CHANNELS = { custom: '客服消息', template: '模板消息', subscribe: '订阅通知' };
const STATES = { sending: '发送中…', again: '没有回应，正在重新发送…', failed: '没有得到正常的答复' };
const LINKS = /<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>|(https?:\/\/[\w.~:/?#@!$&'*+,;=%-]+)/gs;

/** An element with attributes (a `text` and `class` among them) and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') node.textContent = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** A symbol of the page's sprite. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

/** The list item for a line. `person` owns the chat; `say(text)` is called when an answer link is tapped. */
export function line(bubble, person, say) {
  if (bubble.side === 'note') return note(bubble);
  const item = el('li', { class: `line ${bubble.side}` });
  const speaker = bubble.side === 'resident' ? person.name : '公众号';
  const said = el('div', { class: 'said' }, el('span', { class: 'sr', text: `${speaker}：` }), body(bubble, person, say));
  if (bubble.kind === 'voice' && bubble.side === 'resident') said.append(heard(bubble));
  item.append(face(bubble.side, person), said);
  restate(item, bubble);
  return item;
}

/** The time in the middle of a chat, in China's time. */
export function timeLine(at) {
  const shown = new Date(at * 1000).toLocaleString('zh-CN', {
    timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  });
  return el('li', { class: 'line note' }, el('span', { text: shown }));
}

/** The square with somebody's family name, or the account's picture. */
export function face(side, person) {
  if (side === 'account') return el('span', { class: 'face account', 'aria-hidden': 'true' }, icon('logo'));
  const square = el('span', { class: 'face', 'aria-hidden': 'true', text: person.name.slice(0, 1) });
  square.style.setProperty('--face', person.colour);
  return square;
}

function note(bubble) {
  const shown = bubble.kind === 'note' ? `你${bubble.text}` : bubble.text;
  const item = el('li', { class: `line note ${bubble.kind}` }, el('span', { text: shown }));
  restate(item, bubble);
  return item;
}

/** Shows how far a line's delivery has come. The line itself stays, so that a screen reader reads it only once. */
export function restate(item, bubble) {
  item.querySelector('.tag')?.remove();
  const words = STATES[bubble.state] ?? CHANNELS[bubble.channel];
  if (!words) return;
  const shown = el('p', { class: `tag ${bubble.state}` });
  if (bubble.state === 'sending') shown.setAttribute('aria-hidden', 'true');
  if (isWaiting(bubble.state)) shown.append(el('i', { class: 'waiting' }));
  shown.append(words);
  (item.querySelector('.said') ?? item).append(shown);
}

/** True while the platform still hopes for an answer. */
export function isWaiting(state) { return state === 'sending' || state === 'again'; }

function body(bubble, person, say) {
  const { kind, parts } = bubble;
  if (parts.media_id && kind === 'image') return picture(bubble, person);
  if (kind === 'voice') return voice(bubble);
  if (kind === 'location') return place(bubble);
  if (kind === 'news' || kind === 'template') return card(bubble, person);
  return el('div', { class: 'bubble text' }, ...linked(bubble.text, person, say));
}

function picture({ side, parts }, person) {
  const alt = side === 'resident' ? `${person.name}发的图片` : '公众号发的图片';
  return el('div', { class: 'bubble image' }, el('img', { src: `/mmbiz/${encodeURIComponent(parts.media_id)}`, alt }));
}

function voice({ parts }) {
  return el('div', { class: 'bubble voice' }, icon('voice'), el('span', { text: `语音 ${parts.seconds ?? 4}″` }));
}

function heard({ text }) {
  return el('p', { class: 'heard', text: text ? `转文字：${text}` : '（没有转成文字）' });
}

function place({ text }) {
  return el('div', { class: 'bubble location' }, el('b', { text }), el('div', { class: 'map' }, icon('place')));
}

function card({ kind, text, parts }, person) {
  const [title, ...rows] = text.split('\n');
  const shown = el('div', { class: 'card' });
  if (parts.pic_url) shown.append(el('img', { src: parts.pic_url, alt: '' }));
  shown.append(el('b', { text: title }));
  for (const row of kind === 'news' ? [parts.description ?? ''] : rows) if (row) shown.append(el('p', { text: row }));
  if (parts.url) shown.append(link(parts.url, '查看详情', person));
  return shown;
}

/** Text with its links: only addresses and the chat's own <a> are links, everything else stays text. */
function linked(text, person, say) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(LINKS)) {
    nodes.push(text.slice(from, found.index), anchor(found, person, say));
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)];
}

function anchor([whole, href, label, address], person, say) {
  if (address) return link(address, address, person);
  if (/^https?:/.test(href)) return link(href, label, person);
  const answer = /[?&]msgmenucontent=([^&]*)/.exec(href);
  if (!href.startsWith('weixin://bizmsgmenu') || !answer) return whole;
  const button = el('button', { type: 'button', class: 'choice-link', text: label });
  button.addEventListener('click', () => say(decodeURIComponent(answer[1])));
  return button;
}

function link(url, label, person) {
  const through = `/sim/open?openid=${encodeURIComponent(person.openid)}&url=${encodeURIComponent(url)}`;
  return el('a', { href: through, target: '_blank', rel: 'noopener', text: label });
}
