import type { KnownLog } from './known-logs.ts'
import { rowsOf } from './row-template.ts'

const noon = '2024-03-05T10:00:00.000Z'

/** Logs that were published for research, by the names of their columns or without any. */
export const publishedLogs: readonly KnownLog[] = [
  {
    name: 'Taobao UserBehavior, without a header',
    text: rowsOf('', '100{u},200{i},4{i},{pv|buy|cart},{s}'),
    mapping: { time: 'column5', user: 'column1', item: 'column2', type: 'column4' },
    first: noon,
  },
  {
    name: 'Tianchi mobile, whose times end with the hour',
    text: rowsOf(
      'user_id,item_id,behavior_type,user_geohash,item_category,time',
      '10{u},20{i},{1|4},,41,2024-03-{d} 09',
    ),
    mapping: { time: 'time', user: 'user_id', item: 'item_id', type: 'behavior_type' },
    first: '2024-03-01T09:00:00.000Z',
  },
  {
    name: 'CDNOW, blanks between its columns',
    text: rowsOf('', ' 0000{u} 199703{d}  {1|2}  {11.77|12.00}'),
    mapping: { time: 'column2', user: 'column1' },
    dialect: { delimiter: ' ' },
  },
  {
    name: 'YooChoose, sessions and no users',
    text: rowsOf('', '{u},2014-04-{d}T10:51:09.277Z,2145365{i},0'),
    mapping: { time: 'column2', user: 'column1', item: 'column3' },
  },
  {
    name: 'Last.fm',
    text: rowsOf('', 'user_00{u}\t2009-05-{d}T23:08:57Z\tf1b1cf71-{i}\tDeep\t\tSong'),
    mapping: { time: 'column2', user: 'column1', item: 'column3' },
    dialect: { delimiter: '\t' },
  },
  {
    name: 'RetailRocket, in milliseconds',
    text: rowsOf('timestamp,visitorid,event,itemid,transactionid', '{ms},{u},{view|transaction},{i},{|7}'),
    mapping: { time: 'timestamp', user: 'visitorid', item: 'itemid', type: 'event' },
    first: noon,
  },
  {
    name: 'H&M, articles with leading zeros',
    text: rowsOf(
      't_dat,customer_id,article_id,price,sales_channel_id',
      '2018-09-{d},00005{u},066371{i},0.05,2',
    ),
    mapping: { time: 't_dat', user: 'customer_id', item: 'article_id', price: 'price' },
  },
  {
    name: 'Olist, many dates of an order',
    text: rowsOf(
      'order_id,customer_unique_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_customer_date,order_estimated_delivery_date,order_item_id,product_id,price,freight_value',
      'o{n},c{u},delivered,2017-10-{d} 10:56:33,2017-10-{d} 11:07:15,2017-11-{d} 21:25:13,2017-11-18 00:00:00,1,p{i},29.99,8.72',
    ),
    mapping: {
      time: 'order_purchase_timestamp',
      user: 'customer_unique_id',
      item: 'product_id',
      session: 'order_id',
      price: 'price',
    },
  },
  {
    name: 'Online Retail II',
    text: rowsOf(
      'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country',
      '{4|C4}{n},850{i},MUG,{2|-2},2010-03-{d} 07:45:00,6.95,130{u}.0,France',
    ),
    mapping: {
      time: 'InvoiceDate',
      user: 'Customer ID',
      item: 'StockCode',
      session: 'Invoice',
      price: 'Price',
      quantity: 'Quantity',
    },
  },
  {
    name: 'Ta-Feng',
    text: rowsOf(
      'TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE',
      '11/{D}/2000,011049{u},45-49,115,110411,47108{i},2,24,30',
    ),
    mapping: {
      time: 'TRANSACTION_DT',
      user: 'CUSTOMER_ID',
      item: 'PRODUCT_ID',
      price: 'SALES_PRICE',
    },
  },
  {
    name: 'short names and seconds',
    text: rowsOf('uid,sku,evt,ts,amt', '{u},{i},{view|buy},{s},9.5'),
    mapping: { time: 'ts', user: 'uid', item: 'sku', type: 'evt', price: 'amt' },
    first: noon,
  },
  {
    name: 'times with their offset',
    text: rowsOf(
      'occurred_at,customer_id,product_sku,event,unit_price,qty',
      '2024-03-{d}T10:00:00+02:00,{u},{i},{view|buy},9.5,1',
    ),
    mapping: {
      time: 'occurred_at',
      user: 'customer_id',
      item: 'product_sku',
      type: 'event',
      price: 'unit_price',
      quantity: 'qty',
    },
    first: '2024-03-01T08:00:00.000Z',
  },
]
