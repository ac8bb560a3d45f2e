import type { EventColumns } from '../../src-main/contract/events.ts'
import { readWhole, sharedData } from '../ingest/files.ts'
import { type Event, eventColumns, origin } from './events.ts'

/** The real log of ../shared/data/behaviour/rees46. */
export async function rees46(): Promise<EventColumns> {
  const { rows } = await readWhole(`${sharedData}behaviour/rees46/events-2019-10-01.csv`, {
    user: 'user_id',
    time: 'event_time',
    item: 'product_id',
    type: 'event_type',
    session: 'user_session',
    price: 'price',
  })
  return eventColumns(
    rows.map(([user, time, type, item, session, price]): Event => {
      return {
        user: String(user),
        hour: (Number(time) - origin) / 3600e6,
        type: String(type),
        item: String(item),
        session: String(session),
        price: Number(price),
      }
    }),
  )
}
