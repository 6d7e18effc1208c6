import type { ReservationMarker, Stock } from './stock';
import type { StockLine } from '../../domain/order/stock-lines';
import { unreachable } from '../../domain/state/unreachable';
import { ConditionsFailed } from '../../lib/conditions-failed';
import type { StockEffect } from '../../orders/effects';

/** The counters of one SKU. */
export interface Counters {
  onHand: number;
  available: number;
  reserved: number;
  sold: number;
}

/** The stock in memory, for tests and simulations, with the same conditions as the stock in DynamoDB. */
export class MemoryStock implements Stock {
  readonly counters = new Map<string, Counters>();
  private readonly markers = new Map<string, ReservationMarker>();

  /** Sets the stock of a SKU. */
  set(sku: string, quantity: number): void {
    this.counters.set(sku, { onHand: quantity, available: quantity, reserved: 0, sold: 0 });
  }

  clear(): void {
    this.counters.clear();
    this.markers.clear();
  }

  async change(changes: readonly StockEffect[]): Promise<void> {
    const refused = this.apply(changes);
    if (refused.size === 0) return;
    const markerAt = (index: number) => {
      const change = changes[index]!;
      return change.type === 'MoveStock' ? undefined : this.markers.get(change.orderId);
    };
    throw new ConditionsFailed<ReservationMarker>(new Map([...refused].map(index => [index, markerAt(index)])));
  }

  async markerOf(orderId: string): Promise<ReservationMarker | undefined> {
    return this.markers.get(orderId);
  }

  async abandon(orderId: string, shortages: readonly StockLine[]): Promise<ReservationMarker> {
    const marker = this.markers.get(orderId) ?? EMPTY;
    if (marker.complete) throw new Error(`the reservation of order ${orderId} is complete; allowed: one that is not`);
    const abandoned = { ...marker, abandoned: marker.abandoned ?? shortages };
    this.markers.set(orderId, abandoned);
    return abandoned;
  }

  /** Applies all effects, or none if any is refused. Returns the refused indexes. No two are about one SKU or chunk. */
  apply(effects: readonly StockEffect[]): ReadonlySet<number> {
    const refused = new Set([...effects.keys()].filter(index => !this.isPossible(effects[index]!)));
    if (refused.size === 0) effects.forEach(effect => this.make(effect));
    return refused;
  }

  private isPossible(effect: StockEffect): boolean {
    switch (effect.type) {
      case 'MoveStock': return (this.counters.get(effect.line.sku)?.[effect.from] ?? 0) >= effect.line.quantity;
      case 'HoldChunk': {
        const { held, complete, abandoned } = this.markers.get(effect.orderId) ?? EMPTY;
        return !complete && !abandoned && !held.includes(effect.chunk);
      }
      case 'EndChunk': return this.markers.get(effect.orderId)?.held.includes(effect.chunk) ?? false;
      default: return unreachable(effect);
    }
  }

  private make(effect: StockEffect): void {
    switch (effect.type) {
      case 'MoveStock': {
        const counters = this.counters.get(effect.line.sku)!;
        counters[effect.from] -= effect.line.quantity;
        counters[effect.to] += effect.line.quantity;
        return;
      }
      case 'HoldChunk': {
        const marker = this.markers.get(effect.orderId) ?? EMPTY;
        this.markers.set(effect.orderId, { ...marker, held: [...marker.held, effect.chunk], complete: effect.isLast });
        return;
      }
      case 'EndChunk': {
        const marker = this.markers.get(effect.orderId)!;
        this.markers.set(effect.orderId, { ...marker, held: marker.held.filter(chunk => chunk !== effect.chunk) });
        return;
      }
      default: return unreachable(effect);
    }
  }
}

const EMPTY: ReservationMarker = { held: [], complete: false };
