import '../common/common.css';
import '../common/page.css';
import './insights.css';
import './charts.css';
import { openChannel } from '../common/page.js';
import { InsightsPage } from './insightsPage.js';
import { isToPage } from './messages.js';
import type { FromPage, ToPage } from './protocol.js';
import { readViewState } from './viewState.js';

const channel = openChannel<ToPage, FromPage>(isToPage);
const state = readViewState(channel.kept());
const root = document.querySelector<HTMLElement>('#app') ?? document.body;
let page: InsightsPage | undefined;
channel.onMessage(message => {
  if (message.type === 'start') page ??= new InsightsPage(channel, message, state, root);
  else page?.take(message);
});
channel.send({ type: 'ready' });
