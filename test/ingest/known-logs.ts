import type { Dialect, EventMapping } from '../../src-main/contract/data.ts'
import { gbkBytes } from './gbk-bytes.ts'
import { rowsOf } from './row-template.ts'

/** A log as a shop’s system, a till, web analytics or a publisher of data writes it, and what a careful reader takes its columns for. */
export interface KnownLog {
  readonly name: string
  readonly text: string
  /** The text’s bytes where they are not UTF-8. */
  readonly bytes?: (text: string) => Uint8Array
  readonly mapping: Partial<EventMapping>
  readonly dialect?: Dialect
  /** The first row’s moment, where the file does not say it plainly. */
  readonly first?: string
}

const noon = '2024-03-05T10:00:00.000Z'

export const knownLogs: readonly KnownLog[] = [
  {
    name: 'Shopify orders, whose further lines leave most cells empty',
    text: rowsOf(
      'Name,Email,Financial Status,Paid at,Subtotal,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Billing Name,Cancelled at,Id,Vendor',
      '#1{n},ann{u}@x.com,{paid|paid|},{2024-03-05 10:00:11 -0500|2024-03-05 10:00:11 -0500|},{20|20|},{25|25|},,2024-03-05 10:00:11 -0500,1,Mug {i},9.50,,SKU-{i},{Ann|Bob|},,5{n},Mugs',
    ),
    mapping: {
      time: 'Created at',
      user: 'Email',
      item: 'Lineitem sku',
      session: 'Name',
      price: 'Lineitem price',
      quantity: 'Lineitem quantity',
    },
    first: '2024-03-05T15:00:11.000Z',
  },
  {
    name: 'WooCommerce orders',
    text: rowsOf(
      'Order Number,Order Status,Order Date,Email (Billing),City (Billing),Order Total Amount,SKU,Item Name,Quantity,Item Cost,Coupon Code',
      '2{n},Completed,3/{D}/2024 1:05 PM,u{u}@x.com,Bern,3{n},W{i},Mug,1,9.50,',
    ),
    mapping: {
      time: 'Order Date',
      user: 'Email (Billing)',
      item: 'SKU',
      session: 'Order Number',
      price: 'Item Cost',
      quantity: 'Quantity',
    },
    first: '2024-03-01T13:05:00.000Z',
  },
  {
    name: 'Stripe charges, each with an id of its own',
    text: rowsOf(
      'id,Created date (UTC),Amount,Amount Refunded,Currency,Customer ID,Customer Email,Description,Status',
      'ch_{n},2024-03-{d} {c}:00,"1,299.00",0.00,usd,cus_{u},u{u}@x.com,Mug {i},Paid',
    ),
    mapping: { time: 'Created date (UTC)', user: 'Customer ID', item: 'Description', price: 'Amount' },
  },
  {
    name: 'GA4 from BigQuery, in microseconds',
    text: rowsOf(
      'event_date,event_timestamp,event_name,event_value_in_usd,user_pseudo_id,ga_session_id,device_category,item_id,price,quantity',
      '20240305,{us},{view_item|purchase},,12{u}.17,17{u},mobile,S{i},9.5,1',
    ),
    mapping: {
      time: 'event_timestamp',
      user: 'user_pseudo_id',
      item: 'item_id',
      type: 'event_name',
      session: 'ga_session_id',
      price: 'price',
      quantity: 'quantity',
    },
    first: noon,
  },
  {
    name: 'a report of GA4 between its titles and its total',
    text: `Online store\nReport,Events\nDate range,"Feb 1, 2024 - Mar 27, 2024"\n\n${rowsOf(
      'Client ID,Event name,Date and time,Product SKU,Item revenue',
      '12{u}.17,{view|buy},2024-03-{d} {c}:00,S{i},9.5',
    )}Grand total,,,,570.00\n`,
    mapping: {
      time: 'Date and time',
      user: 'Client ID',
      item: 'Product SKU',
      type: 'Event name',
      price: 'Item revenue',
    },
  },
  {
    name: 'Matomo in UTF-16',
    text: rowsOf(
      'idVisit,visitorId,serverTimestamp,serverDatePretty,serverTimePretty,visitorType,type,url,productSku,revenue',
      '7{u},abc{u},{s},"Tuesday, March 5, 2024",10:00:00,new,{action|ecommerceOrder},/p,S{i},{n}',
    ),
    bytes: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
    mapping: {
      time: 'serverTimestamp',
      user: 'visitorId',
      item: 'productSku',
      type: 'type',
      session: 'idVisit',
      price: 'revenue',
    },
    dialect: { encoding: 'utf-16le' },
    first: noon,
  },
  {
    name: 'Mixpanel, whose events are nested',
    text: rowsOf(
      '',
      '{"event":"{Viewed|Ordered}","properties":{"time":{s},"distinct_id":"u{u}","product_id":"p{i}","price":9.5,"tags":["a"]}}',
    ),
    mapping: {
      time: 'properties.time',
      user: 'properties.distinct_id',
      item: 'properties.product_id',
      type: 'event',
      price: 'properties.price',
    },
    first: noon,
  },
  {
    name: 'GA4 as JSON, its parameters lists of keys',
    text: rowsOf(
      '',
      '{"event_timestamp":"{us}","event_name":"{page_view|purchase}","event_params":[{"key":"ga_session_id","value":{"string_value":null,"int_value":"7{u}"}}],"user_pseudo_id":"12{u}.17"}',
    ),
    mapping: {
      time: 'event_timestamp',
      user: 'user_pseudo_id',
      type: 'event_name',
      session: 'event_params.ga_session_id',
    },
    first: noon,
  },
  {
    name: 'a till, day and clock in two columns, returns negative',
    text: rowsOf(
      'Store,Till,Receipt No,Date,Time,Loyalty Card,PLU,Description,Qty,Unit Price,Line Total,Line Type',
      'S1,2,1{n},{late}/03/2024,{c},400{u},20{i},MUG,{1|-1},9.50,9.50,{SALE|RETURN}',
    ),
    mapping: {
      time: 'Date',
      timeOfDay: 'Time',
      user: 'Loyalty Card',
      item: 'PLU',
      type: 'Line Type',
      session: 'Receipt No',
      price: 'Unit Price',
      quantity: 'Qty',
    },
    dialect: { dayFirst: true },
    first: '2024-03-13T08:00:00.000Z',
  },
  {
    name: 'a European log: semicolons, decimal commas, the sign of the euro',
    text: rowsOf(
      'customer;date;product;action;price;discount',
      'c{u};{late}/03/2024 {c};A{i};{view|buy};1.299,00 €;5,5 %',
    ),
    mapping: { time: 'date', user: 'customer', item: 'product', type: 'action', price: 'price' },
    dialect: { delimiter: ';', decimal: ',', dayFirst: true },
  },
  {
    name: 'a Chinese shop in GBK, prices with ￥ and hours after 下午',
    text: rowsOf(
      '买家昵称,商品编码,商品名称,行为,发生时间,成交价,件数,城市',
      '顾客{u},SP{i},杯{i},{浏览商品|下单支付},2024年3月{D}日 下午3:20,"￥1,299.00",1,杭州',
    ),
    bytes: gbkBytes,
    mapping: {
      time: '发生时间',
      user: '买家昵称',
      item: '商品编码',
      type: '行为',
      price: '成交价',
      quantity: '件数',
    },
    dialect: { encoding: 'gb18030' },
    first: '2024-03-01T15:20:00.000Z',
  },
  {
    name: 'orders from Taobao, their numbers kept from being numbers',
    text: rowsOf(
      '订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题,宝贝种类,宝贝总数量,优惠金额',
      '="3391000000{n}",tb_{u},u{u}@x.com,19.00,0.00,19.00,18.05,交易成功,2024-03-{d} {c}:00,2024-03-{d} {c}:30,保温杯{i},1,2,0.95',
    ),
    mapping: {
      time: '订单创建时间',
      user: '买家会员名',
      item: '宝贝标题',
      session: '订单编号',
      price: '买家实际支付金额',
      quantity: '宝贝总数量',
    },
  },
  {
    name: 'members’ purchases in Chinese, day and clock apart',
    text: rowsOf(
      '会员卡号,消费日期,消费时间,门店,货号,品名,数量,实收金额,积分',
      '0088{u},202403{d},{c}:00,1号店,69{i},杯,1,9.50,9',
    ),
    mapping: {
      time: '消费日期',
      timeOfDay: '消费时间',
      user: '会员卡号',
      item: '货号',
      price: '实收金额',
      quantity: '数量',
    },
    first: '2024-03-01T08:00:00.000Z',
  },
  {
    name: 'events of a Chinese app',
    text: rowsOf(
      '用户ID,事件名称,事件时间,页面,渠道,商品ID,商品价格,会话ID',
      'U{u},{曝光|支付成功},2024/03/{d} {c}:00,详情页,微信,{i},9.5,7{u}',
    ),
    mapping: {
      time: '事件时间',
      user: '用户ID',
      item: '商品ID',
      type: '事件名称',
      session: '会话ID',
      price: '商品价格',
    },
  },
]
