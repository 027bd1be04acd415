/** What payments learn from others. */
import { erasureContract } from '../../customers/events.ts';
import { told } from '../../kit/contract.ts';
import type { Listeners } from '../../kit/events.ts';
import { forgetPerson } from './adapters/traces.ts';

export const paymentListeners: Listeners<unknown> = {
  [erasureContract.topic.name]: async (trx, event) => {
    const heard = told(erasureContract, event);
    if (heard) await forgetPerson(trx, heard.payload.customer);
  },
};
