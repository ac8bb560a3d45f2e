import { describe, expect, it } from 'vitest'
import { dialog } from '../../stand-in/dialog.ts'
import { Menu } from '../../stand-in/menu.ts'
import { cloned, MessageChannelMain } from '../../stand-in/message-channel-main.ts'
import { nativeTheme } from '../../stand-in/native-theme.ts'
import { fromChromium, toChromium } from '../../stand-in/origin.ts'
import { pdfOptions } from '../../stand-in/pdf-options.ts'

describe('the stand-in', () => {
  it('refuses, by name, what it does not implement', () => {
    const loose = nativeTheme as never as { inForcedColorsMode: boolean }
    expect(() => loose.inForcedColorsMode).toThrow('does not implement NativeTheme.inForcedColorsMode')
    expect(() => {
      loose.inForcedColorsMode = true
    }).toThrow('does not implement NativeTheme.inForcedColorsMode')
    expect(() => (Menu as never as { popup(): void }).popup()).toThrow('does not implement Menu.popup')
  })

  it('refuses a listener for what it never emits', () => {
    expect(() => nativeTheme.on('no-such-event', () => undefined)).toThrow(
      'does not emit “no-such-event” on NativeTheme',
    )
  })

  it('refuses options that it would ignore', () => {
    expect(() => Menu.buildFromTemplate([{ label: 'a', icon: 'x' } as never])).toThrow(
      'does not implement MenuItem.icon',
    )
    expect(() => pdfOptions({ pageSize: 'B7' })).toThrow('page size B7')
    expect(() => pdfOptions({ marginType: 1 } as never)).toThrow('printToPDF.marginType')
  })

  it('lets a test put another answer in the place of a dialog', async () => {
    const answer = async () => ({ canceled: true, filePaths: [] })
    dialog.showOpenDialog = answer
    expect(dialog.showOpenDialog).toBe(answer)
  })

  it('is an ordinary object to whoever awaits, prints or compares it', async () => {
    expect(await nativeTheme).toBe(nativeTheme)
    expect(String(nativeTheme)).toBe('[object Object]')
  })
})

describe('an address of our own scheme', () => {
  it.each(['app://antecedent/index.html?a=1#b', 'print://0f-3e/', 'test://conformance/a%20b.js'])(
    'goes to Chromium and back: %s',
    (address) => {
      expect(toChromium(address)).toMatch(/^https:\/\//)
      expect(fromChromium(toChromium(address))).toBe(address)
    },
  )

  it('is not taken for one where it is not', () => {
    expect(fromChromium('https://example.org/a')).toBe('https://example.org/a')
    expect(toChromium('data:text/html,x')).toBe('data:text/html,x')
  })
})

describe('a channel', () => {
  it('keeps messages until its port is started, then brings clones', async () => {
    const { port1, port2 } = new MessageChannelMain()
    const sent = { list: [1] }
    port1.postMessage(sent)
    sent.list.push(2)
    const got = new Promise((resolve) => port2.on('message', ({ data }: { data: unknown }) => resolve(data)))
    port2.start()
    expect(await got).toEqual({ list: [1] })
  })

  it('carries no shared memory, at any depth', () => {
    const shared = new Float64Array(new SharedArrayBuffer(8))
    expect(() => cloned({ deep: new Map([[1, [shared]]]) })).toThrow('could not be cloned')
  })

  it('is of no use here once a port was transferred', () => {
    const { port1 } = new MessageChannelMain()
    port1.transfer(() => undefined)
    expect(() => port1.postMessage(1)).toThrow('transferred')
  })
})
