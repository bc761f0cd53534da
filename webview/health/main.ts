import '../common/common.css';
import '../common/page.css';
import './status.css';
import './overview.css';
import './detail.css';
import { openChannel } from '../common/page.js';
import { HealthPage } from './healthPage.js';
import { isToPage } from './messages.js';
import type { FromPage, ToPage } from './protocol.js';
import { readViewState } from './viewState.js';

const channel = openChannel<ToPage, FromPage>(isToPage);
const state = readViewState(channel.kept());
const root = document.querySelector<HTMLElement>('#app') ?? document.body;
let page: HealthPage | undefined;
channel.onMessage(message => {
  if (message.type === 'start') page ??= new HealthPage(channel, message, state, root);
  else page?.take(message);
});
channel.send({
  type: 'ready',
  ...(state.service ? { service: state.service.ref } : {}),
  range: state.range,
  paused: state.paused,
});
