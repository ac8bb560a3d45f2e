import { fail } from '../contract/errors.ts'
import type { ItemInspection } from '../contract/recommend.ts'
import type { ReadingConnection } from '../store/connection.ts'
import { readItemEvents } from '../store/item-events.ts'
import { readJudgements } from '../store/judgements.ts'
import { readItemLists } from '../store/recommendations.ts'

/** What is known of one item: its events, the lists on which it stands, and what was judged. Throws RECOMMEND_ITEM_UNKNOWN. */
export function inspectItem(item: string, reader: ReadingConnection): ItemInspection {
  const found = readItemEvents(reader, item)
  if (found === null) throw fail('RECOMMEND_ITEM_UNKNOWN', { item })
  return {
    item,
    ...found,
    ...readItemLists(reader, item),
    judgements: readJudgements(reader).filter((judgement) => judgement.item === item),
  }
}
