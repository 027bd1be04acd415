import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCsv } from '../src/files/csv.ts';
import { SettlementFileError } from '../src/files/file.ts';
import { formats } from '../src/files/formats.ts';

const faults = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof SettlementFileError) return error.faults;
    throw error;
  }
  return [];
};

const cells = fc.array(fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', 'é', ' ', '1') }).map((text) => text.trim()), { minLength: 2, maxLength: 2 }), { maxLength: 6 });
const quoted = (rows: readonly (readonly string[])[]) => rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');

describe('comma-separated values', () => {
  it('come back as they were written', () => {
    fc.assert(fc.property(cells, fc.boolean(), (rows, newline) => {
      const text = quoted([['x', 'y'], ...rows]) + (newline ? '\r\n' : '');
      expect(parseCsv(text, ['x']).map(({ row }) => [row['x'], row['y']])).toEqual(rows);
    }));
  });

  it('say where they are wrong', () => {
    expect(faults(() => parseCsv('a,b\n1', ['a']))).toEqual(['line 2: 1 fields under a heading of 2']);
    expect(faults(() => parseCsv('a,b\n1,"2', ['a']))).toEqual(['line 2: a quote is not closed, or stands in the middle of a field']);
    expect(faults(() => parseCsv('a,b\n1,2"3', ['a']))).toEqual(['line 2: a quote is not closed, or stands in the middle of a field']);
    expect(faults(() => parseCsv('', ['a']))).toEqual(['the heading has no column "a"']);
  });

  it('may end in an empty field, begin with a byte order mark and have empty lines', () => {
    expect(parseCsv('\uFEFFa,b\n\n1,\n', ['a']).map(({ number, row }) => [number, row])).toEqual([[3, { a: '1', b: '' }]]);
  });
});

const stripe = (...rows: readonly string[]) => ['balance_transaction_id,created,currency,gross,fee,net,reporting_category,source_id,charge_id,payment_intent_id,description', ...rows].join('\n');

describe('Stripe’s payout reconciliation', () => {
  it('is read in minor units of each currency', () => {
    const text = stripe('txn_1,2026-11-20,eur,12.34,0.43,11.91,charge,ch_1,ch_1,pi_1,"one, two"', 'txn_2,2026-11-20,eur,-5.00,0.00,-5.00,refund,re_1,ch_1,pi_1,', 'txn_3,2026-11-20,jpy,500,18,482,charge,ch_2,ch_2,,', 'txn_4,2026-11-20,eur,-2.00,0,-2.00,fee,,,,', 'txn_5,2026-11-20,eur,-5.34,0,-5.34,payout,po_1,,,', 'txn_6,2026-11-20,eur,-9.00,15.00,-24.00,dispute,dp_1,,,');
    expect(formats['stripe-payout-reconciliation'](text)).toEqual([
      { number: 2, kind: 'capture', references: ['ch_1', 'ch_1', 'pi_1'], gross: 1234n, fee: 43n, currency: 'EUR' },
      { number: 3, kind: 'refund', references: ['re_1'], gross: 500n, fee: 0n, currency: 'EUR' },
      { number: 4, kind: 'capture', references: ['ch_2', 'ch_2'], gross: 500n, fee: 18n, currency: 'JPY' },
      { number: 5, kind: 'fee', references: ['txn_4'], gross: 0n, fee: 200n, currency: 'EUR' },
      { number: 6, kind: 'payout', references: ['po_1'], gross: 534n, fee: 0n, currency: 'EUR' },
      { number: 7, kind: 'unsupported', references: ['dp_1'], gross: -900n, fee: 1500n, currency: 'EUR', note: '"dispute" of -2400 EUR' },
    ]);
  });

  it('says of every line what it cannot read', () => {
    expect(faults(() => formats['stripe-payout-reconciliation'](stripe('t,x,eur,1.00,0.10,1.00,charge,ch_1,,,', 't,x,eur,1.005,0,1.005,charge,ch_1,,,', 't,x,xbt,1,0,1,charge,ch_1,,,', 't,x,eur,-1,0,-1,charge,ch_1,,,', `t,x,eur,1${'0'.repeat(30)},0,1,charge,ch_1,,,`, 't,x,eur,1,0,1,charge,c h,,,')))).toEqual([
      'line 2: gross 1.00 less fee 0.10 is not net 1.00',
      'line 3: "1.005" has more decimal places than EUR, which has 2',
      'line 4: XBT is not an ISO 4217 currency code',
      'line 5: a charge has gross -1',
      expect.stringMatching(/^line 6: .* is more than is believed of one line$/),
      'line 7: "c h" is no reference: 1 to 128 visible ASCII characters are',
    ]);
  });
});

const heading = 'Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC)';
const adyen = (type: string, reference: string, money: string) => `TestCompany,TestMerchant,${reference ? '1813702551707653' : ''},3vpzf7,visa,2013-06-03 11:26:49,CET,${type},${reference},${money},,0.04,0.01,0.07`;

describe('Adyen’s settlement details', () => {
  it('are read, the sample of its documentation first', () => {
    const text = [heading, adyen('Settled', '1713702551795048', 'GBP,,5.00,1,GBP,,4.88'), adyen('Refunded', '99', 'GBP,2.00,,1,GBP,2.10,'), adyen('Fee', '', ',,,,GBP,0.25,'), adyen('MerchantPayout', '', ',,,,GBP,2.53,'), adyen('Chargeback', '98', 'GBP,5.00,,1,GBP,20.00,'), adyen('Settled', '97', 'EUR,,5.00,0.8,GBP,,4.00')].join('\r\n');
    expect(formats['adyen-settlement-details'](text)).toEqual([
      { number: 2, kind: 'capture', references: ['1713702551795048', '1813702551707653'], gross: 500n, fee: 12n, currency: 'GBP' },
      { number: 3, kind: 'refund', references: ['99'], gross: 200n, fee: 10n, currency: 'GBP' },
      { number: 4, kind: 'fee', references: ['Fee'], gross: 0n, fee: 25n, currency: 'GBP' },
      { number: 5, kind: 'payout', references: ['MerchantPayout'], gross: 253n, fee: 0n, currency: 'GBP' },
      { number: 6, kind: 'unsupported', references: ['98'], gross: -500n, fee: 0n, currency: 'GBP', note: '"Chargeback" of -2000 GBP' },
      { number: 7, kind: 'unsupported', references: ['97', '1813702551707653'], gross: 500n, fee: 0n, currency: 'EUR', note: 'Settled of 500 EUR is settled as 400 GBP: the exchange must be posted' },
    ]);
  });
});

describe('any text', () => {
  it.each(Object.entries(formats))('as %s is read or refused with its reasons', (_, read) => {
    const words = fc.constantFrom('"', ',', '\n', '{', '}', 'EUR', '-1', '1.00', 'charge', '\u0000', '{"kind":"capture","reference":"a","gross":1,"fee":0,"currency":"EUR"}', stripe(), heading);
    fc.assert(fc.property(fc.array(fc.oneof(words, fc.string())).map((all) => all.join('')), (text) => void faults(() => read(text))));
  });

  it('as JSON lines names the line and the field', () => {
    expect(faults(() => formats['json-lines']('{"kind":"capture"\n\n{"kind":"capture","reference":"a","gross":0,"fee":0,"currency":"EUR"}\n{"kind":"capture","reference":"a","gross":1,"fee":0,"currency":"EUX"}'))).toEqual(['line 1: is no JSON', expect.stringContaining('line 3: /gross'), 'line 4: EUX is not an ISO 4217 currency code']);
  });
});
