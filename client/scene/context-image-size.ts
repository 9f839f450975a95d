// Width and height of a PNG, JPEG or WebP from its first bytes, without decoding it: what a picture unpacks to is told
// there. By the formats' specifications (PNG 11.2.2; ITU-T T.81 B.2.2; RFC 9649). Null where the head is none of these.

export type ImageSize = { readonly widthPx: number; readonly heightPx: number }

export function sizeOfImage(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 30) return null
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size =
    data.getUint32(0) === 0x89504e47
      ? { widthPx: data.getUint32(16), heightPx: data.getUint32(20) }
      : data.getUint16(0) === 0xffd8
        ? sizeOfJpeg(data)
        : data.getUint32(0) === 0x52494646 && data.getUint32(8) === 0x57454250
          ? sizeOfWebp(data)
          : null
  return size && size.widthPx > 0 && size.heightPx > 0 ? size : null
}

/** Markers until a frame begins; of those from C0 to CF, C4, C8 and CC are tables. */
function sizeOfJpeg(data: DataView): ImageSize | null {
  let at = 2
  while (at + 9 < data.byteLength) {
    if (data.getUint8(at) !== 0xff) return null
    const marker = data.getUint8(at + 1)
    if (marker === 0xff) at++
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { widthPx: data.getUint16(at + 7), heightPx: data.getUint16(at + 5) }
    else at += 2 + data.getUint16(at + 2)
  }
  return null
}

function sizeOfWebp(data: DataView): ImageSize | null {
  const low24 = (at: number): number => data.getUint16(at, true) | (data.getUint8(at + 2) << 16)
  switch (data.getUint32(12)) {
    case 0x56503858:
      return { widthPx: low24(24) + 1, heightPx: low24(27) + 1 }
    case 0x5650384c: {
      const bits = data.getUint32(21, true)
      return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 0x56503820:
      return { widthPx: data.getUint16(26, true) & 0x3fff, heightPx: data.getUint16(28, true) & 0x3fff }
  }
  return null
}
