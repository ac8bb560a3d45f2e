import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import type { EventColumns } from '../contract/events.ts'
import type { Graph } from '../contract/graph.ts'
import { type Monitor, silent } from '../contract/monitor.ts'
import type { SampleTruth } from '../contract/sample.ts'
import { words } from '../contract/words.ts'
import { browse, devices, eventTypes, type ShopEvent } from './browsing.ts'
import { makeCatalogue } from './catalogue.ts'
import { simulateCustomer, type Variant } from './customers.ts'
import { sampleDefinition, sampleGraph } from './question.ts'
import { catalogue, customerTypes } from './shop-constants.ts'
import { sampleTruth } from './truth.ts'

export interface ShopOptions {
  readonly users: number
  readonly seed: number
  readonly variant: Variant
}

export interface Shop {
  /** Attributes customer_type, category and device; ordered as the contract says. */
  readonly events: EventColumns
  readonly truth: SampleTruth
  /** The analysis table that fits: landmark, covariates, offer, buying. */
  readonly definition: AnalysisTableDefinition
  /** The true graph over that table's columns; intent is latent. */
  readonly graph: Graph
}

/** The sample shop: the same log to the byte for the same options. A customer's part does not depend on how many others there are. */
export function simulateShop(options: ShopOptions, monitor: Monitor = silent): Shop {
  return {
    events: simulateEvents(options, monitor),
    truth: sampleTruth(options.variant),
    definition: sampleDefinition(),
    graph: sampleGraph(options.variant),
  }
}

function simulateEvents({ users, seed, variant }: ShopOptions, monitor: Monitor): EventColumns {
  const goods = makeCatalogue(seed)
  const histories: (readonly ShopEvent[])[] = []
  const types = new Uint8Array(users)
  const usedDevices = new Uint8Array(users)
  let rows = 0
  for (let user = 0; user < users; user++) {
    if (user % 500 === 0) monitor.report(user / users, words('phase_simulating', { users }))
    const customer = simulateCustomer(seed, user, variant)
    const { events, device } = browse(customer, user, seed, goods)
    histories.push(events)
    types[user] = customer.type
    usedDevices[user] = device
    rows += events.length
  }

  const time = new Float64Array(rows)
  const user = new Int32Array(rows)
  const item = new Int32Array(rows)
  const type = new Int32Array(rows)
  const session = new Int32Array(rows)
  const price = new Float64Array(rows)
  const customerType = new Int32Array(rows)
  const category = new Int32Array(rows)
  const device = new Int32Array(rows)
  const userStart = new Int32Array(users + 1)
  let row = 0
  let sessions = 0
  for (let u = 0; u < users; u++) {
    let sessionsOfUser = 0
    for (const event of histories[u]) {
      time[row] = event.time
      user[row] = u
      item[row] = event.item
      type[row] = event.type
      session[row] = event.session < 0 ? -1 : sessions + event.session
      price[row] = event.price
      customerType[row] = types[u]
      category[row] = event.item < 0 ? -1 : goods.items[event.item].category
      device[row] = event.session < 0 ? -1 : usedDevices[u]
      sessionsOfUser = Math.max(sessionsOfUser, event.session + 1)
      row++
    }
    sessions += sessionsOfUser
    userStart[u + 1] = row
  }
  return {
    rows,
    time,
    user,
    item,
    type,
    session,
    price,
    quantity: new Float64Array(rows).fill(Number.NaN),
    attributes: [
      {
        name: 'customer_type',
        kind: 'text',
        levels: customerTypes.map(({ name }) => name),
        codes: customerType,
      },
      {
        name: 'category',
        kind: 'text',
        levels: catalogue.categories.map(({ name }) => name),
        codes: category,
      },
      { name: 'device', kind: 'text', levels: devices, codes: device },
    ],
    users: Array.from({ length: users }, (_, u) => `customer-${String(u + 1).padStart(6, '0')}`),
    items: goods.items.map(({ name }) => name),
    types: eventTypes,
    sessions: Array.from({ length: sessions }, (_, s) => `visit-${String(s + 1).padStart(7, '0')}`),
    userStart,
  }
}
