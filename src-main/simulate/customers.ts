import { type Random, random } from '../numeric/random.ts'
import { betaTwoTwo, cumulative, draw, poisson } from './draws.ts'
import { customerTypes, furtherViews, offer, purchase, shop } from './shop-constants.ts'

/** `observed`: the offer follows logged behaviour. `unseen`: it follows intent, which no log holds. */
export type Variant = 'observed' | 'unseen'

/** A session before the landmark: its week, its views, and what became of its cart. */
export interface Visit {
  readonly week: number
  readonly views: number
  readonly cart: boolean
  readonly bought: boolean
}

/** A customer as the shop's designer knows them: what the log will show and what it will not. */
export interface Customer {
  readonly type: number
  readonly intent: number
  readonly visits: readonly Visit[]
  readonly carts: number
  readonly purchases: number
  readonly views: number
  readonly offered: boolean
  /** Whether they buy in the outcome window. */
  readonly buys: boolean
}

const typeSums = cumulative(customerTypes.map((type) => type.share))

/** Customer `index` of a shop. Depends on the seed, the index and the variant alone. */
export function simulateCustomer(seed: number, index: number, variant: Variant): Customer {
  const source = random(seed, 'customer', index)
  const type = draw(typeSums, source)
  const intent = betaTwoTwo(source)
  const visits = visitsBefore(type, intent, source)
  let carts = 0
  let purchases = 0
  let views = 0
  for (const visit of visits) {
    views += visit.views
    if (visit.cart) carts++
    if (visit.bought) purchases++
  }
  const offered = source.uniform() < offerChance(variant, type, intent, carts, purchases)
  const buys = source.uniform() < purchaseChance(type, intent, carts, purchases, offered)
  return { type, intent, visits, carts, purchases, views, offered, buys }
}

/** Chance to be given the offer on the day after the landmark. */
export function offerChance(
  variant: Variant,
  type: number,
  intent: number,
  carts: number,
  purchases: number,
): number {
  const { observed, unseen } = offer
  const logOdds =
    variant === 'observed'
      ? observed.intercept +
        observed.perCart * carts +
        observed.perPurchase * purchases +
        customerTypes[type].offer
      : unseen.perIntent * (intent - unseen.centre)
  return 1 / (1 + Math.exp(-logOdds))
}

/** Chance to buy in the outcome window. */
export function purchaseChance(
  type: number,
  intent: number,
  carts: number,
  purchases: number,
  offered: boolean,
): number {
  const { baseline, effect } = customerTypes[type]
  return (
    baseline +
    purchase.perCart * carts +
    purchase.perPurchase * purchases +
    purchase.perIntent * intent +
    (offered ? effect : 0)
  )
}

/** One visit to get to know the shop, one with a cart in each week with chance intent, others just to look. */
function visitsBefore(type: number, intent: number, source: Random): Visit[] {
  const { conversion, browsingPerWeek } = customerTypes[type]
  const visits: Visit[] = []
  const looking = 1 + poisson(browsingPerWeek * shop.weeksBefore, source)
  for (let i = 0; i < looking; i++) {
    const views = 1 + poisson(furtherViews.browsing, source)
    visits.push({ week: source.integer(shop.weeksBefore), views, cart: false, bought: false })
  }
  for (let week = 0; week < shop.weeksBefore; week++) {
    if (source.uniform() >= intent) continue
    const views = 1 + poisson(furtherViews.withCart, source)
    visits.push({ week, views, cart: true, bought: source.uniform() < conversion })
  }
  return visits
}

/** The analysis table of a shop without its log: a row a customer, with intent beside it. */
export interface CustomerRows {
  readonly rows: number
  readonly type: Int32Array
  readonly carts: Float64Array
  readonly purchases: Float64Array
  readonly views: Float64Array
  readonly offered: Float64Array
  readonly buys: Float64Array
  readonly intent: Float64Array
}

/** The rows that the log of `simulateShop` with these options leads to, without making the log. */
export function simulateCustomers(options: {
  readonly users: number
  readonly seed: number
  readonly variant: Variant
}): CustomerRows {
  const { users } = options
  const column = () => new Float64Array(users)
  const rows = {
    rows: users,
    type: new Int32Array(users),
    carts: column(),
    purchases: column(),
    views: column(),
    offered: column(),
    buys: column(),
    intent: column(),
  }
  for (let i = 0; i < users; i++) {
    const customer = simulateCustomer(options.seed, i, options.variant)
    rows.type[i] = customer.type
    rows.carts[i] = customer.carts
    rows.purchases[i] = customer.purchases
    rows.views[i] = customer.views
    rows.offered[i] = customer.offered ? 1 : 0
    rows.buys[i] = customer.buys ? 1 : 0
    rows.intent[i] = customer.intent
  }
  return rows
}
