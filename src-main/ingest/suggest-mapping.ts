import type { ColumnType, EventMapping } from '../contract/data.ts'

export interface MappingCandidate {
  readonly name: string
  readonly type: ColumnType
  readonly missing: number
  readonly distinct: number
  /** Cells with a value among those looked at. */
  readonly filled: number
  /** Share of cells that are numbers. */
  readonly numeric: number
}

type Part = Exclude<keyof EventMapping, 'attributes'>

/** Names by part, the most telling first, written without separators and in lower case. */
const names: Readonly<Record<Part, readonly string[]>> = {
  time: [
    'eventtime',
    'timestamp',
    'eventtimestamp',
    'transactiontimestamp',
    'time',
    'datetime',
    'occurredat',
    'createdat',
    'ts',
    'unixtime',
    'invoicedate',
    'orderdate',
    'purchasedate',
    'eventdate',
    'transactiondate',
    'date',
    'day',
    '事件时间',
    '时间戳',
    '行为时间',
    '时间',
    '下单时间',
    '交易时间',
    '创建时间',
    '日期',
  ],
  user: [
    'userid',
    'user',
    'customerid',
    'customer',
    'visitorid',
    'visitor',
    'memberid',
    'clientid',
    'householdid',
    'household',
    'accountid',
    'account',
    'buyerid',
    'personid',
    'uid',
    'cid',
    'deviceid',
    'member',
    'client',
    '用户id',
    '用户编号',
    '用户',
    '客户id',
    '客户编号',
    '客户',
    '会员id',
    '会员编号',
    '会员',
    '顾客',
    '买家',
    '访客',
  ],
  item: [
    'itemid',
    'productid',
    'item',
    'product',
    'sku',
    'skuid',
    'stockcode',
    'articleid',
    'article',
    'goodsid',
    'contentid',
    'movieid',
    'asin',
    'upc',
    'spuid',
    '商品id',
    '商品编号',
    '商品编码',
    '商品',
    '产品id',
    '产品编号',
    '产品',
    '货号',
    '物品id',
    '物品',
    '内容id',
  ],
  type: [
    'eventtype',
    'event',
    'eventname',
    'action',
    'actiontype',
    'behavior',
    'behaviour',
    'behaviortype',
    'behaviourtype',
    'activity',
    'interaction',
    'type',
    '事件类型',
    '行为类型',
    '事件',
    '行为',
    '操作类型',
    '操作',
    '动作',
    '类型',
  ],
  session: [
    'sessionid',
    'usersession',
    'session',
    'visitid',
    'visit',
    'basketid',
    'invoiceno',
    'invoiceid',
    'orderid',
    'basket',
    '会话id',
    '会话',
    '访问id',
    '订单号',
    '订单id',
    '订单编号',
  ],
  price: [
    'price',
    'unitprice',
    'saleprice',
    'salesvalue',
    'amount',
    'revenue',
    'spend',
    'value',
    'total',
    'cost',
    '价格',
    '单价',
    '售价',
    '金额',
    '实付金额',
    '销售额',
  ],
  quantity: ['quantity', 'qty', 'units', 'count', '数量', '件数', '购买数量'],
}

export const userNames = names.user

/** Guesses each part by the columns' names, in English and Chinese, where the contents allow it; the rest are attributes. */
export function suggestMapping(columns: readonly MappingCandidate[], rows: number): Partial<EventMapping> {
  const mapping: { -readonly [P in keyof EventMapping]?: EventMapping[P] } = {}
  const left = new Set(columns.filter(({ missing }) => missing < 1))
  const take = (part: Part, fits: (column: MappingCandidate) => boolean) => {
    const found = best([...left].filter(fits), names[part])
    if (!found) return
    mapping[part] = found.name
    left.delete(found)
  }
  take('time', ({ type, missing }) => type === 'time' && missing < 0.9)
  if (!mapping.time) {
    const onlyTime = [...left].filter(({ type }) => type === 'time')
    if (onlyTime.length === 1) {
      mapping.time = onlyTime[0].name
      left.delete(onlyTime[0])
    }
  }
  take('user', ({ type }) => type !== 'time' && type !== 'boolean')
  take('item', ({ type }) => type !== 'time' && type !== 'boolean')
  take('type', ({ type, distinct }) => type !== 'time' && distinct <= Math.max(50, rows / 20))
  take('session', ({ type }) => type !== 'time' && type !== 'boolean')
  take('price', ({ numeric }) => numeric >= 0.9)
  take('quantity', ({ numeric }) => numeric >= 0.9)
  const attributes = [...left]
    .map(({ name }) => name)
    .filter((name) => !/^column\d+$/.test(name) && !isPandasIndex(name))
  if (attributes.length > 0) mapping.attributes = attributes.slice(0, 50)
  return mapping
}

function best(columns: readonly MappingCandidate[], wanted: readonly string[]): MappingCandidate | undefined {
  let found: MappingCandidate | undefined
  let rank = Number.POSITIVE_INFINITY
  for (const column of columns) {
    const at = wanted.indexOf(bare(column.name))
    if (at >= 0 && at < rank) {
      rank = at
      found = column
    }
  }
  return found
}

/** Whether pandas gave this name to its rows' labels, which are no data. */
export function isPandasIndex(name: string): boolean {
  return /^__index_level_\d+__$/.test(name)
}

/** `User_ID`, `userId` and RecBole's `user_id:token` are all `userid`. */
export function bare(name: string): string {
  return name
    .replace(/:(token|float|token_seq|float_seq)$/, '')
    .toLowerCase()
    .replace(/[\s_\-.:()（）]/g, '')
}
