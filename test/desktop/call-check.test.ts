import { describe, expect, it } from 'vitest'
import { messageLimit } from '../../src-main/contract/messages.ts'
import { checked } from '../../src-main/desktop/call-check.ts'

describe('a call of the window', () => {
  it('passes with the shape that the contract gives it', () => {
    const values = [1, 'report.write', { given: new Map() }]
    expect(checked('engine.request', values)).toEqual(values)
    expect(checked('dialog.save', ['csv', '推荐.csv'])).toEqual(['csv', '推荐.csv'])
    expect(checked('settings.get', [])).toEqual([])
  })

  it.each([
    ['engine.request', ['1', 'report.write', {}]],
    ['engine.request', [1.5, 'report.write', {}]],
    ['engine.request', [1, 'x'.repeat(101), {}]],
    ['engine.cancel', []],
    ['dialog.open', ['everything']],
    ['dialog.save', ['csv', '../../etc/passwd']],
    ['dialog.save', ['csv', 'a\\b']],
    ['report.print', [{ from: '', to: '/a.pdf' }]],
    ['report.print', [{ from: '/a', to: '/b', more: 1 }]],
    ['file.path', [{}]],
  ] as const)('is refused with another: %s %j', (call, values) => {
    expect(() => checked(call, values)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }))
  })

  it('is refused where it is larger than the contract allows', () => {
    const large = { values: new Float64Array(messageLimit / 8 + 1) }
    expect(() => checked('engine.request', [1, 'data.import', large])).toThrow(
      expect.objectContaining({ code: 'MESSAGE_TOO_LARGE' }),
    )
  })
})
