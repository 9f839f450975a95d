// Folding names for search: case, accents and the script's spelling go, so that "Bayterek", "Baiterek" and "bayterek"
// find «Байтерек» and «Бәйтерек». Cyrillic is written in Latin after the common English romanisation (BGN/PCGN 1947 for
// Russian, the same letters for Kazakh's own), then both sides lose what spellings disagree about (y/i, kh/h, zh/j, q/k).
// Not a transliteration to show to anybody. Other scripts stay as they are, in lower case.

const LATIN: Readonly<Record<string, string>> = {
  а: 'a',
  ә: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ғ: 'g',
  ґ: 'g',
  д: 'd',
  ђ: 'd',
  е: 'e',
  ё: 'e',
  є: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  і: 'i',
  ї: 'i',
  к: 'k',
  қ: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  ң: 'n',
  о: 'o',
  ө: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ұ: 'u',
  ү: 'u',
  ў: 'u',
  ф: 'f',
  х: 'h',
  һ: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sh',
  ъ: '',
  ы: 'i',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** A name or a query as it is compared: words of letters and digits, one space between them. */
export function fold(text: string): string {
  const plain = text
    .toLowerCase()
    // Й and ё come apart in NFD; their own letters are looked up before the marks go.
    .normalize('NFC')
    .replace(/[\u00df-\u04ff]/g, (c) => LATIN[c] ?? c)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/['’ʼ`ʹ]/g, '')
  return plain
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/shch/g, 'sh')
    .replace(/kh/g, 'h')
    .replace(/gh/g, 'g')
    .replace(/zh/g, 'j')
    .replace(/q/g, 'k')
    .replace(/w/g, 'v')
    .replace(/x/g, 'ks')
    .replace(/y/g, 'i')
    .replace(/(\p{L})\1+/gu, '$1')
    .trim()
}
