const painted = ['fill', 'stroke', 'color'] as const

/** A drawing of the window as an SVG file that stands alone: colours of the theme written out, with its ground and title. */
export function drawnFile(svg: SVGSVGElement, title: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')]
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')]
  for (const [index, element] of originals.entries()) {
    const style = getComputedStyle(element)
    for (const name of painted) copies[index].setAttribute(name, style.getPropertyValue(name))
  }
  const root = getComputedStyle(svg)
  copy.setAttribute('font-family', root.fontFamily)
  copy.setAttribute('font-size', root.fontSize)

  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  ground.setAttribute('width', '100%')
  ground.setAttribute('height', '100%')
  ground.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('--surface'))
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title')
  name.textContent = title
  copy.prepend(name, ground)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`
}
