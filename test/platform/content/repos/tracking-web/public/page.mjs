// One question, one answer. Text is set as text: what a depot typed is not markup.

const WORDS = {
  announced: 'The sender has announced it.',
  'in-transit': 'It is on its way.',
  'out-for-delivery': 'It arrives today.',
  delivered: 'It has been delivered.',
  returned: 'It went back to the sender.',
};

const form = document.querySelector('#question');
const answer = document.querySelector('#answer');
const events = document.querySelector('#events');

form.addEventListener('submit', async event => {
  event.preventDefault();
  const number = new FormData(form).get('number');
  answer.textContent = 'Looking …';
  events.replaceChildren();
  const [parcel, history] = await Promise.all([
    ask(`/api/v1/parcels/${number}`),
    ask(`/api/v1/parcels/${number}/events`),
  ]);
  answer.textContent = parcel ? WORDS[parcel.state] : 'We do not know this parcel number.';
  events.replaceChildren(...(history ?? []).map(toItem));
});

async function ask(path) {
  const response = await fetch(path);
  return response.ok ? response.json() : undefined;
}

function toItem({ at, kind, place }) {
  const item = document.createElement('li');
  const when = new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  item.textContent = [when, kind.replaceAll('-', ' '), place].filter(Boolean).join(' · ');
  return item;
}
