// The card fields in the customer's browser. The number goes to the server that this page came from and nowhere else; the page around is told of
// token, brand and last four digits.

export const digitsOf = (text) => text.replaceAll(/[\s-]/g, '');

/** Groups of four, as most cards show them. */
export const grouped = (text) => digitsOf(text).replaceAll(/(.{4})(?=.)/g, '$1 ');

/** Luhn's check digit, as the server judges it. */
export function isCardNumber(digits) {
  if (!/^[0-9]{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, i) => total + (i % 2 === 0 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]), 0);
  return sum % 10 === 0;
}

/** `09/29`, `9 / 2029` or `0929`; undefined for what is no month of a year. */
export function expiryOf(text) {
  const [, month, year] = /^(0?[1-9]|1[0-2])\s*[/.-]?\s*(20\d\d|\d\d)$/.exec(text.trim()) ?? [];
  return month === undefined ? undefined : { month: Number(month), year: year.length === 2 ? 2000 + Number(year) : Number(year) };
}

/** What is wrong, by field; in words that say what to do. */
export function faultsOf({ number, expiry }) {
  return {
    number: number === '' ? 'Enter the card number' : isCardNumber(digitsOf(number)) ? '' : 'Check the card number: a digit is wrong or missing',
    expiry: expiry.trim() === '' ? 'Enter the expiry date' : expiryOf(expiry) ? '' : 'Enter the expiry date as month and year, such as 09/29',
  };
}

/** What the page around is told: named one by one, so that nothing else ever goes along. */
export const messageOf = ({ token, brand, last4 }) => ({ type: 'guichet.card', token, brand, last4 });

/** What to say of a refusal, by field where it names one. */
export function refusalOf(status, problem) {
  const fault = (field) => problem?.errors?.find(({ pointer }) => pointer.startsWith(`/body/${field}`))?.detail;
  if (status === 401) return { status: 'This form has timed out. Go back to the payment and open it again.' };
  if (fault('number')) return { number: 'Check the card number: a digit is wrong or missing' };
  if (fault('expiry')) return { expiry: 'This card has expired, or its expiry date is not right' };
  return { status: 'The card could not be read just now. Nothing was paid. Please try again.' };
}

function start() {
  const form = document.getElementById('card');
  const field = (name) => document.getElementById(name);
  const origin = document.body.dataset.origin;
  let sending = false;
  let attempt = { content: '', key: '' };

  function show({ number = '', expiry = '', status = '' }) {
    for (const [name, text] of Object.entries({ number, expiry })) {
      field(name).setAttribute('aria-invalid', String(text !== ''));
      field(`${name}-error`).textContent = text;
    }
    field('status').textContent = status;
    (number ? field('number') : expiry ? field('expiry') : undefined)?.focus();
  }

  /** The same key for the same card, so that a lost answer can be asked for again. */
  function keyOf(content) {
    if (attempt.content !== content) attempt = { content, key: crypto.randomUUID() };
    return attempt.key;
  }

  async function send(content) {
    const answer = await fetch(`${location.pathname}/tokens`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': keyOf(content) }, body: content, credentials: 'omit', redirect: 'error', cache: 'no-store' });
    const body = await answer.json();
    if (!answer.ok) return show(refusalOf(answer.status, body));
    form.reset();
    attempt = { content: '', key: '' };
    show({ status: `Card ending in ${body.last4} is ready.` });
    window.parent.postMessage(messageOf(body), origin);
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (sending) return;
    const [number, expiry] = [field('number').value, field('expiry').value];
    const faults = faultsOf({ number, expiry });
    show(faults);
    if (faults.number || faults.expiry) return;
    sending = true;
    field('submit').setAttribute('aria-disabled', 'true');
    field('status').textContent = 'Checking the card…';
    try {
      await send(JSON.stringify({ number: digitsOf(number), expiry: expiryOf(expiry) }));
    } catch {
      show(refusalOf(0));
    } finally {
      sending = false;
      field('submit').setAttribute('aria-disabled', 'false');
    }
  });

  // Only where typing ends at the end: regrouping in the middle would move the cursor.
  field('number').addEventListener('input', ({ target }) => {
    if (target.selectionStart === target.value.length) target.value = grouped(target.value);
  });
}

if (typeof document !== 'undefined') start();
