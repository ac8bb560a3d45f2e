import { describe, expect, it } from 'vitest'
import { placeWindow } from '../../src-main/desktop/window-place.ts'

const laptop = { x: 0, y: 0, width: 1440, height: 860 }
const second = { x: 1440, y: -200, width: 1920, height: 1080 }
const place = { width: 1280, height: 800, maximized: false }

describe('the window opens', () => {
  it('where it was', () => {
    expect(placeWindow({ ...place, x: 1500, y: -100 }, [laptop, second])).toEqual({
      x: 1500,
      y: -100,
      width: 1280,
      height: 800,
    })
  })

  it('in the middle of the main display at first', () => {
    expect(placeWindow(place, [laptop])).toEqual({ width: 1280, height: 800 })
  })

  it('in the middle where the display it was on has gone', () => {
    expect(placeWindow({ ...place, x: 1500, y: -100 }, [laptop])).toEqual({ width: 1280, height: 800 })
  })

  it('in the middle where its title bar is out of reach', () => {
    expect(placeWindow({ ...place, x: 100, y: 850 }, [laptop])).toEqual({ width: 1280, height: 800 })
    expect(placeWindow({ ...place, x: -1200, y: 0 }, [laptop])).toEqual({ width: 1280, height: 800 })
  })

  it('no larger than its display and no smaller than it may be', () => {
    expect(placeWindow({ ...place, width: 4000, height: 3000 }, [laptop])).toEqual({
      width: 1440,
      height: 860,
    })
    expect(placeWindow({ ...place, width: 10, height: 10 }, [laptop])).toEqual({ width: 960, height: 640 })
  })
})
