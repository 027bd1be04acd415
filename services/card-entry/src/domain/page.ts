/** The page of the card fields. Pure. */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** `origin` is the only one that is told of the token. */
export const cardFieldsPage = ({ origin }: { readonly origin: string }): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Card details</title>
<link rel="stylesheet" href="/assets/card-fields.css">
<script type="module" src="/assets/card-fields.js"></script>
</head>
<body data-origin="${escaped(origin)}">
<main>
<h1>Card details</h1>
<form id="card" novalidate autocomplete="on">
<p class="field">
<label for="number">Card number</label>
<input id="number" name="number" type="text" inputmode="numeric" autocomplete="cc-number" maxlength="23" required aria-required="true" aria-describedby="number-error" spellcheck="false">
<span class="error" id="number-error"></span>
</p>
<p class="field">
<label for="expiry">Expiry date <span class="hint" id="expiry-hint">month and year, such as 09/29</span></label>
<input id="expiry" name="expiry" type="text" inputmode="numeric" autocomplete="cc-exp" maxlength="7" required aria-required="true" aria-describedby="expiry-hint expiry-error" spellcheck="false">
<span class="error" id="expiry-error"></span>
</p>
<button id="submit" type="submit">Use this card</button>
<p id="status" role="status"></p>
<noscript><p class="error">Card details can only be given with JavaScript.</p></noscript>
</form>
</main>
</body>
</html>
`;
