/** The named formats of Kubernetes, with the messages of its own validation. */
import { urlOf } from './urls.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualified = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const moment = /^(\d{4}-\d\d-\d\d)[tT]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)([.,]\d+)?([zZ]|[+-]\d\d:\d\d)$/;

const subdomainMessage = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelMessage = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const label1035Message = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const nameMessage = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueMessage = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

type Check = (text: string) => readonly string[];

const shaped = (pattern: RegExp, most: number, message: string): Check => (text) => [...(text.length > most ? [`must be no more than ${most} bytes`] : []), ...(pattern.test(text) ? [] : [message])];

/** A name that something will be added to may end in a hyphen. */
const asPrefix = (check: Check): Check => (text) => check(text.endsWith('-') && text.length > 1 ? `${text.slice(0, -1)}a` : text);

const simple = (sound: (text: string) => boolean, message: string): Check => (text) => (sound(text) ? [] : [message]);

const dns1123Label = shaped(label, 63, labelMessage);
const dns1123Subdomain = shaped(subdomain, 253, subdomainMessage);
const dns1035Label = shaped(label1035, 63, label1035Message);

function qualifiedName(text: string): readonly string[] {
  const parts = text.split('/');
  if (parts.length > 2) return [nameMessage.replace('name part', 'a qualified name')];
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] ?? '' : undefined;
  return [
    ...(prefix === undefined ? [] : prefix === '' ? ['prefix part must be non-empty'] : dns1123Subdomain(prefix).map((fault) => `prefix part ${fault}`)),
    ...(name === '' ? ['name part must be non-empty'] : name.length > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(qualified.test(name) ? [] : [nameMessage]),
  ];
}

const exists = (date: string): boolean => {
  const found = new Date(`${date}T00:00:00Z`);
  return day.test(date) && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(date);
};

const checks = {
  dns1123Label,
  dns1123Subdomain,
  dns1035Label,
  qualifiedName,
  dns1123LabelPrefix: asPrefix(dns1123Label),
  dns1123SubdomainPrefix: asPrefix(dns1123Subdomain),
  dns1035LabelPrefix: asPrefix(dns1035Label),
  labelValue: shaped(labelValue, 63, labelValueMessage),
  uri: (text: string) => (urlOf(text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`]),
  uuid: simple((text) => uuid.test(text), 'does not match the UUID format'),
  byte: simple((text) => base64.test(text), 'invalid base64'),
  date: simple(exists, 'invalid date'),
  datetime: simple((text) => exists(moment.exec(text)?.[1] ?? ''), 'invalid datetime'),
} as const satisfies Record<string, Check>;

export type FormatName = keyof typeof checks;
export const formatNames: readonly FormatName[] = (Object.keys(checks) as FormatName[]);

/** What is wrong with a text by a format. */
export const faultsOf = (format: FormatName, text: string): readonly string[] => checks[format](text);
