import { expect, it } from 'vitest'
import { ByteReader, ByteWriter } from './bytes.ts'

it('writes a number wherever it falls, where the buffer grows too', () => {
  for (let before = 1010; before <= 1030; before++) {
    const out = new ByteWriter()
    for (let i = 0; i < before; i++) out.u8(7)
    out.f64(-1.5)
    out.f32(0.25)
    const from = new ByteReader(out.finish())
    from.part(before)
    expect([from.f64(), from.f32(), from.left]).toEqual([-1.5, 0.25, 0])
  }
})
