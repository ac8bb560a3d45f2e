/** Text in GBK: what its two-byte part holds, by turning the decoder round. */
export function gbkBytes(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, readonly [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const letter = decoder.decode(Uint8Array.of(lead, trail))
      if (letter.length === 1 && !codes.has(letter)) codes.set(letter, [lead, trail])
    }
  return Buffer.from([...text].flatMap((letter) => codes.get(letter) ?? [letter.charCodeAt(0)]))
}
