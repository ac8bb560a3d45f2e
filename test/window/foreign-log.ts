import { random } from '../../src-main/numeric/random.ts'
import { gbkBytes } from '../ingest/gbk-bytes.ts'

/**
 * A log as a shop's own system may write it: in GBK, with semicolons, decimal commas, days before months, Chinese names of
 * columns and events, and rows that cannot be read. Every user browses for six weeks; a coupon in the fourth raises the
 * chance to buy after it. Seed 7.
 */
export function foreignLog(users: number): {
  readonly bytes: Buffer
  readonly events: number
  readonly rejects: number
} {
  const draw = random(7)
  const lines = ['用户;时间;行为;商品;价格']
  const rejects = [
    '客户0001;昨天;浏览;商品01;9,90',
    ';03/02/2026 10:00:00;浏览;商品01;9,90',
    '客户0002;31/02/2026 10:00:00;浏览;商品02;9,90',
  ]
  const rows: { readonly at: number; readonly line: string }[] = []
  const start = Date.UTC(2026, 1, 1)
  const add = (user: string, at: number, what: string, item: number) => {
    const price = (5 + item * 1.5).toFixed(2).replace('.', ',')
    rows.push({ at, line: `${user};${dayFirst(at)};${what};商品${String(item).padStart(2, '0')};${price}` })
  }
  for (let index = 0; index < users; index += 1) {
    const user = `客户${String(index + 1).padStart(4, '0')}`
    const keen = draw.uniform()
    const visits = 4 + Math.floor(keen * 10)
    for (let visit = 0; visit < visits; visit += 1) {
      const at = start + Math.floor(draw.uniform() * 42 * 24 * 3600) * 1000
      const item = 1 + Math.floor(draw.uniform() * 30)
      add(user, at, '浏览', item)
      if (draw.uniform() < 0.2 + 0.2 * keen) add(user, at + 60_000, '加购', item)
      if (draw.uniform() < 0.08 + 0.1 * keen) add(user, at + 120_000, '购买', item)
    }
    const couponAt = start + 24 * 24 * 3600 * 1000 + Math.floor(draw.uniform() * 12 * 3600) * 1000
    if (draw.uniform() < 0.25 + 0.5 * keen) {
      add(user, couponAt, '优惠券', 1)
      if (draw.uniform() < 0.25)
        add(user, couponAt + 5 * 24 * 3600 * 1000, '购买', 1 + Math.floor(draw.uniform() * 30))
    }
  }
  rows.sort((first, second) => first.at - second.at)
  lines.push(...rows.map((row) => row.line))
  lines.splice(40, 0, ...rejects)
  return { bytes: gbkBytes(`${lines.join('\r\n')}\r\n`), events: rows.length, rejects: rejects.length }
}

function dayFirst(at: number): string {
  const [date, time] = new Date(at).toISOString().slice(0, 19).split('T')
  return `${date!.split('-').reverse().join('/')} ${time}`
}
