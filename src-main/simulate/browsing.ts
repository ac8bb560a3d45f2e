import { type Random, random } from '../numeric/random.ts'
import { type Catalogue, priceAt } from './catalogue.ts'
import type { Customer } from './customers.ts'
import { cumulative, draw, poisson } from './draws.ts'
import {
  catalogue,
  customerTypes,
  furtherViews,
  hourWeights,
  shop,
  weekdayWeights,
} from './shop-constants.ts'

const second = 1_000_000
const hour = 3600 * second
const day = 24 * hour

export const eventTypes = ['view', 'cart', 'purchase', 'offer'] as const
export const devices = ['phone', 'computer', 'tablet'] as const

/** One line of the log. */
export interface ShopEvent {
  readonly time: number
  /** Index into `eventTypes`. */
  readonly type: number
  /** Index into the catalogue; −1 for an offer, which is for the whole shop. */
  readonly item: number
  /** NaN for an offer. */
  readonly price: number
  /** Number of the session among the customer's; −1 for an offer, which comes by mail. */
  readonly session: number
}

interface Session {
  readonly start: number
  readonly views: number
  readonly cart: boolean
  readonly bought: boolean
}

const weekdaySums = cumulative(weekdayWeights)
const hourSums = cumulative(hourWeights)
const deviceSums = cumulative([0.6, 0.32, 0.08])

/** What the log shows of a customer, in order of time, and the device they use. */
export function browse(
  customer: Customer,
  index: number,
  seed: number,
  goods: Catalogue,
): { readonly events: readonly ShopEvent[]; readonly device: number } {
  const source = random(seed, 'browsing', index)
  const favourites = Array.from({ length: catalogue.favourites }, () =>
    source.integer(catalogue.categories.length),
  )
  const device = draw(deviceSums, source)
  const sessions = [...sessionsBefore(customer, source), ...sessionsAfter(customer, source)]
  sessions.sort((a, b) => a.start - b.start)
  const events: ShopEvent[] = []
  sessions.forEach((session, number) => {
    walk(session, number, customer.type, favourites, goods, source, events)
  })
  if (customer.offered) {
    const time = atDay(shop.landmarkDay) + Math.floor(source.uniform() * 24 * 3600) * second
    events.push({ time, type: 3, item: -1, price: Number.NaN, session: -1 })
  }
  events.sort((a, b) => a.time - b.time)
  return { events, device }
}

function atDay(number: number): number {
  return shop.start + number * day
}

/** A moment in the seven days from `firstDay` on, by weekday and hour. */
function momentInWeek(firstDay: number, source: Random): number {
  const weekday = draw(weekdaySums, source)
  return momentInDay(firstDay + ((weekday - (firstDay % 7) + 7) % 7), source)
}

/** A moment of a day, an hour or more before midnight, so that a session ends on the day it began. */
function momentInDay(number: number, source: Random): number {
  const ofDay = draw(hourSums, source) * 3600 + source.integer(3600)
  return atDay(number) + Math.min(ofDay, 23 * 3600 - 1) * second
}

function sessionsBefore(customer: Customer, source: Random): Session[] {
  return customer.visits.map(({ week, views, cart, bought }) => ({
    start: momentInWeek(week * 7, source),
    views,
    cart,
    bought,
  }))
}

/**
 * After the landmark: the same kinds of visits, in whole weeks from the day after the offer on. A customer who buys does so
 * in one of the three weeks of the outcome window, now and then again later; all other carts are left.
 */
function sessionsAfter(customer: Customer, source: Random): Session[] {
  const { browsingPerWeek } = customerTypes[customer.type]
  const firstDay = shop.landmarkDay + shop.graceDays
  const weeks = shop.outcomeDays / 7
  const sessions: Session[] = []
  const buyingWeek = customer.buys ? source.integer(weeks) : -1
  for (let week = 0; week < weeks; week++) {
    const bought = week === buyingWeek
    const again = customer.buys && week > buyingWeek && source.uniform() < 0.15
    if (bought || again || source.uniform() < customer.intent) {
      const views = 1 + poisson(furtherViews.withCart, source)
      sessions.push({
        start: momentInWeek(firstDay + week * 7, source),
        views,
        cart: true,
        bought: bought || again,
      })
    }
    for (let i = poisson(browsingPerWeek, source); i > 0; i--) {
      sessions.push(looking(momentInWeek(firstDay + week * 7, source), source))
    }
  }
  // The day of the offer and the days after the outcome window: some look, some fill a cart, nobody buys.
  for (const number of [shop.landmarkDay, ...daysFrom(firstDay + shop.outcomeDays)]) {
    if (source.uniform() < browsingPerWeek / 7) sessions.push(looking(momentInDay(number, source), source))
    if (source.uniform() < customer.intent / 7) {
      const views = 1 + poisson(furtherViews.withCart, source)
      sessions.push({ start: momentInDay(number, source), views, cart: true, bought: false })
    }
  }
  return sessions
}

function daysFrom(first: number): number[] {
  return Array.from({ length: shop.days - first }, (_, i) => first + i)
}

function looking(start: number, source: Random): Session {
  return { start, views: 1 + poisson(furtherViews.browsing, source), cart: false, bought: false }
}

/** The views of a session, then its cart and purchase of one of the items viewed. */
function walk(
  session: Session,
  number: number,
  type: number,
  favourites: readonly number[],
  goods: Catalogue,
  source: Random,
  events: ShopEvent[],
): void {
  let time = session.start
  let item = -1
  const add = (eventType: number) => {
    events.push({ time, type: eventType, item, price: priceAt(goods.items[item], time), session: number })
    time += (5 + source.integer(85)) * second
  }
  for (let i = 0; i < session.views; i++) {
    item = nextItem(item, type, favourites, goods, source)
    add(0)
  }
  if (session.cart) add(1)
  if (session.bought) add(2)
}

function nextItem(
  last: number,
  type: number,
  favourites: readonly number[],
  goods: Catalogue,
  source: Random,
): number {
  if (last >= 0 && source.uniform() < catalogue.companionChance) {
    const { companions } = goods.items[last]
    return companions[source.integer(companions.length)]
  }
  const category =
    source.uniform() < catalogue.favouriteChance
      ? favourites[source.integer(favourites.length)]
      : source.integer(catalogue.categories.length)
  return category * catalogue.itemsPerCategory + draw(goods.choice[type][category], source)
}
