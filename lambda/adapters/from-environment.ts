import { Env } from '../../src/contract/environment';
import { dynamodb } from '../lib/dynamodb';
import { optional, required } from '../lib/environment';
import { Orders } from '../orders/orders';

/** The orders of the pipeline that the function belongs to. */
export const orders = new Orders(dynamodb, required(Env.EVENTS_TABLE), optional(Env.SERVICE_NAME));
