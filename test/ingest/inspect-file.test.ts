import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { hasSharedData, readWhole, sharedData, temporaryFile } from './files.ts'

const chinese =
  '用户编号,事件类型,商品编号,事件时间,价格\n张三,浏览,甲,2026-01-01 08:00:00,12.5\n李四,购买,乙,2026-01-01 09:00:00,30\n'

/** `chinese` in GB18030, written by iconv. */
const inGb18030 = Buffer.from(
  '08O7p7HgusUsysK8/sDg0M0syczGt7HgusUsysK8/sqxvOQsvNu48QrVxcj9LOSvwMAsvNcsMjAyNi0wMS0wMSAwODowMDowMCwxMi41CsDuy8QsubrC8izS0iwyMDI2LTAxLTAxIDA5OjAwOjAwLDMwCg==',
  'base64',
)

describe('an encoding is found', () => {
  it('by its mark, its zero bytes, or by what the bytes could be', async () => {
    const utf16 = Buffer.from(chinese, 'utf16le')
    const swapped = Buffer.from(utf16).swap16()
    const files: [Uint8Array, string][] = [
      [Buffer.from(`\ufeff${chinese}`), 'utf-8'],
      [Buffer.from(chinese), 'utf-8'],
      [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'utf-16le'],
      [utf16, 'utf-16le'],
      [Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]), 'utf-16be'],
      [swapped, 'utf-16be'],
      [inGb18030, 'gb18030'],
      [gzipSync(inGb18030), 'gb18030'],
    ]
    for (const [bytes, encoding] of files) {
      const found = await inspectFile(temporaryFile(bytes))
      expect(found.dialect.encoding).toBe(encoding)
      expect(found.preview[1]).toEqual(['李四', '购买', '乙', '2026-01-01 09:00:00', '30'])
      expect(found.mapping).toEqual({
        user: '用户编号',
        time: '事件时间',
        item: '商品编号',
        type: '事件类型',
        price: '价格',
      })
    }
  })

  it('as Windows-1252 where the bytes make no Chinese', async () => {
    const text = 'user;time;city\nJürgen;2026-01-01;Köln\nZoë;2026-01-02;Århus\nÁngel;2026-01-03;Málaga\n'
    const found = await inspectFile(temporaryFile(Buffer.from(text, 'latin1')))
    expect(found.dialect.encoding).toBe('windows-1252')
    expect(found.preview[2]).toEqual(['Ángel', '2026-01-03', 'Málaga'])
  })

  it('beyond the first megabyte: a file that is Chinese only further on', async () => {
    const start = `user,time,note\n${'u1,2026-01-01 00:00:00,plain\n'.repeat(60_000)}`
    const rest = Buffer.concat(Array.from({ length: 10_000 }, () => inGb18030))
    const found = await inspectFile(temporaryFile(Buffer.concat([Buffer.from(start), rest])))
    expect(found.dialect.encoding).toBe('gb18030')
  })

  it('and said to be a guess where neither a mark nor its rules tell; others can be chosen', async () => {
    const warned = async (bytes: Uint8Array) =>
      (await inspectFile(temporaryFile(bytes))).warnings.map((warning) => warning.words)
    expect(await warned(inGb18030)).toContain('inspect_encoding_guessed')
    expect(await warned(Buffer.from(chinese))).not.toContain('inspect_encoding_guessed')
    const big5 = Buffer.from('757365722c74696d652c6974656d0a75312c323032362d30312d30312cc4ab', 'hex')
    const inBig5 = Buffer.concat([big5, Buffer.from([0xaa, 0x47, 0x0a])])
    const found = await inspectFile(temporaryFile(inBig5), { dialect: { encoding: 'big5' } })
    expect(found.preview[0][2]).toBe('蘋果')
    expect(found.warnings).toEqual([])
  })

  it('or given by the analyst, who wins', async () => {
    const found = await inspectFile(temporaryFile(inGb18030), { dialect: { encoding: 'windows-1252' } })
    expect(found.dialect.encoding).toBe('windows-1252')
    expect(found.columns[0].name).toBe('ÓÃ»§±àºÅ')
  })
})

describe('a dialect is found', () => {
  it.each([
    ['a,b,c\n1,"x;y",3\n2,"z;w",4\n', ','],
    ['a\tb\tc\n1\tx,y\t3\n2\tz,w\t4\n', '\t'],
    ['a;b;c\n1,5;2,5;3,5\n1,6;2,6;3,6\n', ';'],
    ['1,5;2,5;3,5\n1,6;2,6;3,6\n', ';'],
    ['a|b|c\n1|2|3\n', '|'],
    ['one\n1\n2\n', ','],
  ])('in %j: %j', async (text, delimiter) => {
    expect((await inspectFile(temporaryFile(text))).dialect.delimiter).toBe(delimiter)
  })

  it('with the decimal comma, the header and the order of day and month', async () => {
    const found = await inspectFile(temporaryFile('user;date;price\nu;03/01/2026;1,5\nv;31/01/2026;2,25\n'))
    expect(found.dialect).toMatchObject({ decimal: ',', header: true, dayFirst: true, timeZone: 'UTC' })
    expect(found.columns.map(({ type }) => type)).toEqual(['category', 'time', 'number'])
  })

  it('by a date at the far end of the file, where the start does not tell day from month', async () => {
    const rows = Array.from(
      { length: 80_000 },
      (_, i) => `user${i},${i < 79_000 ? '01' : '25'}/02/2026 10:00`,
    )
    const found = await inspectFile(temporaryFile(`user,time\n${rows.join('\n')}\n`))
    expect(found.dialect.dayFirst).toBe(true)
    expect(found.warnings).toEqual([])
  })

  it('with a warning where nothing in the file tells day from month', async () => {
    const found = await inspectFile(temporaryFile('user,time\nu,01/02/2026\nv,03/04/2026\n'))
    expect(found.warnings).toEqual([{ words: 'inspect_day_month_unsure' }])
    expect(found.dialect.dayFirst).toBe(false)
  })

  it('without a header where the first row is data, and with one where all is text', async () => {
    const bare = await inspectFile(temporaryFile('u1,view,2026-01-01\nu2,view,2026-01-02\n'))
    expect(bare.dialect.header).toBe(false)
    expect(bare.columns.map(({ name }) => name)).toEqual(['column1', 'column2', 'column3'])
    expect(bare.rowsInspected).toBe(2)
    const text = await inspectFile(temporaryFile('name,colour\nann,red\nbob,red\ncy,blue\n'))
    expect(text.dialect.header).toBe(true)
  })
})

describe('columns', () => {
  it('without a name or with one that is taken get one of their own, and a warning', async () => {
    const found = await inspectFile(temporaryFile(',price,price\n1,2,3\n2,3,4\n'))
    expect(found.columns.map(({ name }) => name)).toEqual(['column1', 'price', 'price (2)'])
    expect(found.warnings).toContainEqual({
      words: 'inspect_columns_renamed',
      with: { columns: 'column1, price (2)' },
    })
  })

  it('keep the type that the analyst chose beside the one that was inferred', async () => {
    const path = temporaryFile('user,time,code\nu,2026-01-01,1\nv,2026-01-02,2\n')
    const found = await inspectFile(path, { types: { code: 'text' } })
    expect(found.columns[2]).toMatchObject({
      type: 'text',
      inferred: 'number',
      missing: 0,
      samples: ['1', '2'],
    })
    await expect(inspectFile(path, { types: { nope: 'text' } })).rejects.toThrow('TABLE_COLUMN_MISSING')
  })
})

describe.runIf(hasSharedData)('real logs are understood', () => {
  it.each([
    [
      'rees46/events-2019-10-01.csv',
      {
        time: 'event_time',
        user: 'user_id',
        item: 'product_id',
        type: 'event_type',
        session: 'user_session',
        price: 'price',
        attributes: ['category_id', 'category_code', 'brand'],
      },
    ],
    [
      'complete-journey/transactions.csv.gz',
      {
        time: 'transaction_timestamp',
        user: 'household_id',
        item: 'product_id',
        session: 'basket_id',
        price: 'sales_value',
        quantity: 'quantity',
        typeName: 'purchase',
        attributes: ['store_id', 'retail_disc', 'coupon_disc', 'coupon_match_disc', 'week'],
      },
    ],
    [
      'online-retail/transactions-2011-09-10.csv.gz',
      {
        time: 'InvoiceDate',
        user: 'CustomerID',
        item: 'StockCode',
        session: 'InvoiceNo',
        price: 'UnitPrice',
        quantity: 'Quantity',
        typeName: 'purchase',
        returnName: 'return',
        attributes: ['Country'],
      },
    ],
    [
      'ml-100k/ml-100k.inter',
      {
        time: 'timestamp:float',
        user: 'user_id:token',
        item: 'item_id:token',
        attributes: ['rating:float'],
      },
    ],
  ])('%s', async (file, mapping) => {
    const found = await inspectFile(`${sharedData}behaviour/${file}`)
    expect(found.mapping).toEqual(mapping)
    expect(found.warnings).toEqual([])
  })
})

describe('what stands before a table is left out', () => {
  const table = 'user;time;note\nu1;2026-01-01;a,b\nu2;2026-01-02;c,d\n'

  it.each([
    ['the delimiter for spreadsheets', `sep=;\r\n${table}`],
    ['remarks', `# from the shop, at noon\n\n#, "all"\n${table}`],
    ['both', `"sep=;"\n# all\n${table}`],
  ])('%s', async (_what, text) => {
    const path = temporaryFile(text)
    const found = await inspectFile(path)
    expect(found.columns.map(({ name }) => name)).toEqual(['user', 'time', 'note'])
    expect(found.preview).toEqual([
      ['u1', '2026-01-01', 'a,b'],
      ['u2', '2026-01-02', 'c,d'],
    ])
    const { counts, rejected } = await readWhole(path, { user: 'user', time: 'time' })
    expect(counts).toMatchObject({ rows: 2, accepted: 2 })
    expect(rejected).toEqual([])
  })

  it('but not a header whose first name begins with #', async () => {
    const path = temporaryFile('# all of it\n#user,time\nu1,2026-01-01\nu2,2026-01-02\n')
    expect((await inspectFile(path)).columns.map(({ name }) => name)).toEqual(['#user', 'time'])
    expect((await readWhole(path, { user: '#user', time: 'time' })).counts.rows).toBe(2)
  })
})
