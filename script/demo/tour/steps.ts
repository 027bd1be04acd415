/** The steps in their order, one file each. */
import { webBasket } from './01-web-basket.ts';
import { till } from './02-till.ts';
import { paypal } from './03-paypal.ts';
import { collect } from './04-collect.ts';
import { crypto } from './05-crypto.ts';
import { bank } from './06-bank.ts';
import { challenge } from './07-challenge.ts';
import { promotion } from './08-promotion.ts';
import { settlements } from './09-settlements.ts';
import { erasure } from './10-erasure.ts';
import { ledger } from './11-ledger.ts';
import type { Step } from './step.ts';

export const steps: readonly Step[] = [webBasket, till, paypal, collect, crypto, bank, challenge, promotion, settlements, erasure, ledger];
