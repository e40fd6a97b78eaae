// The drawer that shows what went over the line: deliveries with every attempt, and calls of the API.
import { el } from './talk.js';

const MOST = 200; // entries shown
const KINDS = {
  text: '文字', image: '图片', voice: '语音', video: '视频', location: '位置', link: '链接', subscribe: '关注', unsubscribe: '取消关注',
  SCAN: '扫码', CLICK: '点菜单', VIEW: '打开菜单网页', TEMPLATESENDJOBFINISH: '模板消息结果',
  subscribe_msg_popup_event: '订阅选择', subscribe_msg_sent_event: '订阅通知结果',
};
const VERDICTS = {
  '': ['wait', '等待答复…'], reply: ['good', '回复了消息'], success: ['good', '收到（success）'], empty: ['good', '收到（空）'],
  fault: ['bad', '服务出现故障'], refused: ['bad', '服务拒绝了'], ok: ['good', '成功'], error: ['bad', '失败'], lost: ['bad', '连接中断'],
};
const OUTCOMES = { answered: '答复', cut: '超时切断', refused: '拒绝', unreachable: '连不上' };

export class Wire {
  constructor() {
    this.root = document.getElementById('wire');
    this.list = document.getElementById('wire-list');
    this.button = document.getElementById('wire-button');
    this.entries = new Map();
    this.button.addEventListener('click', () => this.toggle());
    document.getElementById('wire-close').addEventListener('click', () => this.toggle(false));
    this.root.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.toggle(false); });
  }

  toggle(open = this.root.hidden) {
    this.root.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    (open ? document.getElementById('wire-close') : this.button).focus();
  }

  /** Shows an entry, or what has become of it. */
  show(entry) {
    const drawn = draw(entry);
    const known = this.entries.get(entry.number);
    if (known) {
      drawn.firstChild.open = known.firstChild.open;
      known.replaceWith(drawn);
    } else this.list.prepend(drawn);
    this.entries.set(entry.number, drawn);
    while (this.list.children.length > MOST) this.list.lastChild.remove();
  }
}

function draw(entry) {
  const [tone, word] = VERDICTS[entry.verdict] ?? ['wait', entry.verdict];
  const details = el('details', {}, summary(entry, retrying(entry) ? '正在重发…' : word), inside(entry));
  const tries = entry.attempts.length > 1 && tone === 'good' ? 'wait' : tone;
  return el('li', { class: `entry ${tries}` }, details);
}

function retrying({ verdict, attempts }) { return !verdict && attempts.length > 0; }

function summary({ at, way, who, title, attempts, detail }, word) {
  const time = new Date(at * 1000).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hourCycle: 'h23' });
  const arrow = el('span', { class: `arrow ${way}`, text: way === 'out' ? ' → ' : ' ← ' });
  const what = way === 'out' ? `${who}：${KINDS[title] ?? title}` : title.replace('/cgi-bin/', '');
  const last = attempts.at(-1);
  const times = last ? ` · ${attempts.length > 1 ? `第 ${attempts.length} 次 · ` : ''}${Math.round(last.seconds * 1000)} 毫秒` : '';
  const code = way === 'in' && detail ? ` ${detail.split(' ')[0]}` : '';
  const verdict = el('span', { class: 'verdict', text: `${word}${code}${times}` });
  return el('summary', {}, el('time', { text: time }), arrow, what, verdict);
}

function inside(entry) {
  const box = el('div', { class: 'inside' });
  if (entry.attempts.length) {
    const tries = entry.attempts.map((a) => el('li', { text: `${OUTCOMES[a.outcome]} ${a.status ?? ''} · ${(a.seconds * 1000).toFixed(0)} 毫秒` }));
    box.append(el('h3', { text: '投递' }), el('ol', {}, ...tries));
  }
  const query = new URLSearchParams(entry.query).toString().replaceAll('&', '\n');
  const out = entry.way === 'out';
  part(box, '原因', entry.detail);
  part(box, '签名参数', query);
  part(box, out ? '消息' : '请求', entry.clear);
  part(box, '加密后发出', entry.sent);
  part(box, out ? '收到的答复' : '答复', entry.answer);
  if (entry.reply !== entry.answer) part(box, '解密后的答复', entry.reply);
  return box;
}

function part(box, title, text) {
  if (text) box.append(el('h3', { text: title }), el('pre', { text, tabindex: '0' }));
}
