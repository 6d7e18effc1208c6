import { dynamodb } from './dynamodb';
import { optional, required } from './environment';
import { Env } from '../../src/contract/environment';
import { Orders } from '../event-store/orders';

/** The orders of the pipeline that the function belongs to. */
export const orders = new Orders(dynamodb, required(Env.EVENTS_TABLE), optional(Env.SERVICE_NAME));
