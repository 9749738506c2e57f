// Files that mean harm, made on the spot: bombs, loops, cuts, flipped bytes, false names. Each is [name, bytes].

import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';
import { sample } from './board.mjs';

const MB = 1 << 20;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** Deterministic noise (Knuth, MMIX, the upper half of 32 bits). */
function noise(seed) {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
    return Number(state >> 33n);
  };
}

function flipped(bytes, seed, count) {
  const next = noise(seed);
  const out = Buffer.from(bytes);
  for (let index = 0; index < count; index += 1) out[next() % out.length] ^= 1 << (next() % 8);
  return out;
}

/** A zip archive; a part is [name, contents, size it claims]. */
function archive(parts) {
  const [local, central] = [[], []];
  let at = 0;
  for (const [name, contents, claimed] of parts) {
    const data = Buffer.from(contents);
    const packed = zlib.deflateRawSync(data, { level: 9 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(zlib.crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claimed ?? data.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    local.push(Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    central.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, place, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length & 0xffff, 8);
  end.writeUInt16LE(parts.length & 0xffff, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, directory, end]);
}

const RELATIONS = `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;

const word = (document, more = []) => archive([['_rels/.rels', RELATIONS], ['word/document.xml', document], ...more]);
const document = (body, before = '') => `${HEAD}${before}<w:document ${NAMESPACE}><w:body>${body}</w:body></w:document>`;
const paragraph = (text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const nested = (open, inner, close, depth) => open.repeat(depth) + inner + close.repeat(depth);

function laughs() {
  let entities = '<!ENTITY a0 "ha ha ha ha ha ha ha ha ha ha">';
  for (let level = 1; level < 20; level += 1) entities += `<!ENTITY a${level} "${`&a${level - 1};`.repeat(10)}">`;
  return document(paragraph('&a19;'), `<!DOCTYPE w:document [${entities}]>`);
}

function wordFiles() {
  const quadratic = `<!DOCTYPE w:document [<!ENTITY a "${'a'.repeat(100_000)}">]>`;
  const outside = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///proc/self/environ">]>';
  const attributes = Array.from({ length: 300_000 }, (_, index) => `a${index}="1"`).join(' ');
  const row = `<w:tr>${`<w:tc>${paragraph('x')}</w:tc>`.repeat(60)}</w:tr>`;
  const style = (id, on) => `<w:style w:type="paragraph" w:styleId="${id}"><w:basedOn w:val="${on}"/></w:style>`;
  const styles = `${HEAD}<w:styles ${NAMESPACE}>${style('A', 'B')}${style('B', 'A')}</w:styles>`;
  const numbering = `${HEAD}<w:numbering ${NAMESPACE}>${'<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'.repeat(100_000)}</w:numbering>`;
  return [
    ['bom-zip.docx', word(document(paragraph('0'.repeat(260 * MB))))],
    ['bom-zip-duoi-nguong.docx', word(document(paragraph('a '.repeat(90 * MB))))],
    ['bom-zip-noi-doi.docx', archive([['_rels/.rels', RELATIONS], ['word/document.xml', document(paragraph('0'.repeat(120 * MB))), 100]])],
    ['bom-doan-trong.docx', word(document('<w:p/>'.repeat(20 * MB)))],
    ['bom-bang.docx', word(document(`<w:tbl>${row.repeat(40_000)}</w:tbl>`))],
    ['bom-cot.docx', word(document(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr>${paragraph('x')}</w:tc></w:tr></w:tbl>`))],
    ['bom-thuc-the.docx', word(laughs())],
    ['bom-thuc-the-bac-hai.docx', word(document(paragraph('&a;'.repeat(100_000)), quadratic))],
    ['thuc-the-ngoai.docx', word(document(paragraph('&x;'), outside))],
    ['sau-bang.docx', word(document(nested('<w:tbl><w:tr><w:tc>', paragraph('x'), '</w:tc></w:tr></w:tbl>', 500_000)))],
    ['sau-khung.docx', word(document(nested('<w:sdt><w:sdtContent>', paragraph('x'), '</w:sdtContent></w:sdt>', 500_000)))],
    ['sau-khong-dong.docx', word(document('<w:p>'.repeat(1_000_000)))],
    ['thuoc-tinh.docx', word(document(`<w:p ${attributes}>${paragraph('x')}</w:p>`))],
    ['thuoc-tinh-dai.docx', word(document(`<w:p a="${'x'.repeat(150 * MB)}">${paragraph('x')}</w:p>`))],
    ['kieu-vong.docx', word(document(`<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`), [['word/styles.xml', styles], ['word/numbering.xml', numbering]])],
    ['tu-tro-ve-minh.docx', archive([['_rels/.rels', RELATIONS.replace('word/document.xml', '_rels/.rels')], ['word/document.xml', 'x']])],
    ['nhieu-phan.docx', archive([['word/document.xml', document(paragraph('x'))], ...Array.from({ length: 60_000 }, (_, at) => [`word/${at}`, ''])])],
    ['../../../../etc/cron.d/x.docx', archive([['../../../../etc/passwd', 'x'], ['word/document.xml', document(paragraph('x'))]])],
    ['long-nhau.docx', archive([['word/document.xml', archive([['word/document.xml', 'x']])]])],
    ['bang-tinh.docx', archive([['xl/workbook.xml', '<workbook/>']])],
    ['anh-khong-lo.docx', word(document(paragraph('x')), [['word/media/image1.png', hugePicture()]])],
  ];
}

/** A PNG that says it is 60,000 pixels wide and high. */
function hugePicture() {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(60_000, 0);
  head.writeUInt32BE(60_000, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const chunk = (kind, data) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(zlib.crc32(Buffer.concat([Buffer.from(kind), data])));
    return Buffer.concat([length, Buffer.from(kind), data, sum]);
  };
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(Buffer.alloc(MB))), chunk('IEND', Buffer.alloc(0))]);
}

/** A PDF from its objects; the first is the catalogue. */
function pdf(objects, trailer = '') {
  const parts = [Buffer.from('%PDF-1.7\n')];
  const places = [];
  let at = parts[0].length;
  objects.forEach((object, index) => {
    const body = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
    places.push(at);
    parts.push(body);
    at += body.length;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${at}\n%%EOF\n`));
  return Buffer.concat(parts);
}

function stream(contents, more = '', packed = true) {
  let data = Buffer.from(contents);
  if (packed) data = zlib.deflateSync(data, { level: 9 });
  return Buffer.concat([Buffer.from(`<</Length ${data.length}${packed ? '/Filter/FlateDecode' : ''}${more}>>stream\n`), data, Buffer.from('\nendstream')]);
}

const CATALOGUE = '<</Type/Catalog/Pages 2 0 R>>';
const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>';
const page = (resources = '/Font<</F 5 0 R>>', box = '0 0 595 842') => `<</Type/Page/Parent 2 0 R/MediaBox[${box}]/Contents 4 0 R/Resources<<${resources}>>>>`;
const WORDS = 'BT /F 12 Tf 72 700 Td (Ke hoach) Tj ET ';

function pdfFiles() {
  const one = (contents, more = [], resources = undefined, box = undefined) => pdf([CATALOGUE, PAGES, page(resources, box), contents, FONT, ...more]);
  const form = (next) => stream('/F Do '.repeat(10), `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F ${next} 0 R>>>>`);
  const twice = zlib.deflateSync(zlib.deflateSync(Buffer.alloc(400 * MB, 32), { level: 9 }), { level: 9 });
  const packedTwice = Buffer.concat([Buffer.from(`<</Length ${twice.length}/Filter[/FlateDecode/FlateDecode]>>stream\n`), twice, Buffer.from('\nendstream')]);
  const picture = (size) => stream(Buffer.alloc(1000), `/Type/XObject/Subtype/Image/Width ${size}/Height ${size}/ColorSpace/DeviceRGB/BitsPerComponent 8`);
  const ranges = Array.from({ length: 20_000 }, () => '<0000> <FFFF> <0000>').join('\n');
  const map = stream(`begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 20000 beginbfrange ${ranges} endbfrange endcmap`);
  const fontWithMap = '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/ToUnicode 6 0 R>>';
  return [
    ['cay-trang-vong.pdf', pdf([CATALOGUE, '<</Type/Pages/Kids[2 0 R]/Count 1>>'])],
    ['cay-trang-sau.pdf', pdf([CATALOGUE, ...Array.from({ length: 60_000 }, (_, at) => `<</Type/Pages/Kids[${at + 3} 0 R]/Count 1>>`), page()])],
    ['do-dai-vong.pdf', pdf([CATALOGUE, PAGES, page(), '<</Length 4 0 R>>stream\nx\nendstream', FONT])],
    ['ty-trang.pdf', pdf([CATALOGUE, '<</Type/Pages/Kids[3 0 R]/Count 1000000000>>', page(), stream(WORDS), FONT])],
    ['tram-nghin-trang.pdf', pdf([CATALOGUE, `<</Type/Pages/Kids[${'3 0 R '.repeat(100_000)}]/Count 100000>>`, page(), stream(WORDS), FONT])],
    ['bom-nen.pdf', one(stream(Buffer.alloc(400 * MB, 32)))],
    ['bom-nen-hai-lan.pdf', one(packedTwice)],
    ['hinh-long-hinh.pdf', pdf([CATALOGUE, PAGES, page('/XObject<</F 5 0 R>>'), stream('/F Do'), ...Array.from({ length: 15 }, (_, at) => form(6 + at)), stream(WORDS)])],
    ['hinh-tu-ve.pdf', pdf([CATALOGUE, PAGES, page('/XObject<</F 5 0 R>>'), stream('/F Do'), form(5)])],
    ['anh-khong-lo.pdf', one(stream(`q 500 0 0 500 0 0 cm /I Do Q ${WORDS}`), [picture(100_000)], '/Font<</F 5 0 R>>/XObject<</I 6 0 R>>')],
    ['nghin-anh.pdf', one(stream(`${'q 500 0 0 500 0 0 cm /I Do Q '.repeat(2_000)}${WORDS}`), [picture(8_000)], '/Font<</F 5 0 R>>/XObject<</I 6 0 R>>')],
    ['trang-khong-lo.pdf', one(stream(WORDS), [], undefined, '0 0 1000000000 1000000000')],
    ['trang-khong-co.pdf', one(stream(WORDS), [], undefined, '0 0 0 0')],
    ['mang-sau.pdf', one(stream(`${'['.repeat(2_000_000)}${WORDS}`))],
    ['doi-tuong-sau.pdf', pdf([CATALOGUE, PAGES, page(), stream(WORDS), nested('[', '1', ']', 1_000_000)], '/Info 5 0 R')],
    ['luu-trang-thai.pdf', one(stream(`${'q '.repeat(5_000_000)}${WORDS}`))],
    ['bao-chu.pdf', one(stream(`BT /F 12 Tf ${'1 0 Td (abcdefghij) Tj '.repeat(400_000)}ET`))],
    ['bao-net.pdf', one(stream(`${'10 10 m 500 500 l S '.repeat(1_000_000)}${WORDS}`))],
    ['bang-ma.pdf', pdf([CATALOGUE, PAGES, page(), stream(WORDS), fontWithMap, map])],
    ['xref-vong.pdf', Buffer.from(pdf([CATALOGUE, PAGES, page(), stream(WORDS), FONT]).toString('latin1').replace('/Root 1 0 R', '/Root 1 0 R/Prev 0'), 'latin1')],
    ['luong-vong.pdf', pdf([CATALOGUE, PAGES, page(), stream(WORDS), FONT, stream('6 0', '/Type/ObjStm/N 1000000/First 4/Extends 6 0 R')])],
    ['mat-khau.pdf', pdf([CATALOGUE, PAGES, page(), stream(WORDS), FONT], '/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O(x)/U(y)>>/ID[(a)(b)]')],
  ];
}

function textFiles() {
  const random = noise(7);
  const junk = Buffer.from(Array.from({ length: 2 * MB }, () => random() & 255));
  return [
    ['trong.docx', Buffer.alloc(0)],
    ['chi-bom.txt', Buffer.from([0xef, 0xbb, 0xbf])],
    ['chuong-trinh.docx', Buffer.concat([Buffer.from('MZ\x90\x00'), junk.subarray(0, 5_000)])],
    ['anh.pdf', hugePicture()],
    ['nhieu.pdf', junk],
    ['so-khong.txt', Buffer.alloc(5 * MB)],
    ['mot-dong.txt', Buffer.from('Kế hoạch '.repeat(4 * MB))],
    ['so-hieu.txt', Buffer.from('KẾ HOẠCH\n\n' + 'Số: 1/KH-UBND ngày 31/02/2026 Thời hạn: trước ngày 5/6, hằng quý '.repeat(60_000))],
    ['dau-nhon.html', Buffer.from(`<html>${'<'.repeat(10 * MB)}`)],
    ['the-sau.html', Buffer.from(`<html><body>${nested('<div><b>', 'x', '</b></div>', 500_000)}`)],
    ['bang-gian.html', Buffer.from(`<html><table>${'<tr><td rowspan=65534 colspan=1000>x<td rowspan=65534>y</tr>'.repeat(5_000)}</table>`)],
    ['bang-long.html', Buffer.from(`<html>${'<table><tr><td>'.repeat(300_000)}`)],
    ['mau-ke.md', Buffer.from(`${'>'.repeat(500_000)} x ${'['.repeat(500_000)}${'*_'.repeat(500_000)}`)],
    ['bang-ke.md', Buffer.from(`|${'a|'.repeat(100_000)}\n|${'-|'.repeat(100_000)}\n`.repeat(5))],
    [`${'rất dài '.repeat(625)}.txt`, Buffer.from('x')],
    ['<script>alert(1)</script>" onload="x.html', Buffer.from('<html><script>alert(1)</script>')],
  ];
}

/** Good files cut short and with bytes turned over. */
function damaged() {
  const out = [];
  for (const name of ['lam-giang-tinh.docx', 'dong-phu-xa.pdf']) {
    const bytes = readFileSync(sample(name));
    for (const percent of [5, 50, 95]) out.push([`cut-${percent}-${name}`, bytes.subarray(0, (bytes.length * percent) / 100)]);
    for (const seed of [1, 2, 3]) out.push([`lat-${seed}-${name}`, flipped(bytes, seed, 20 * seed)]);
  }
  return out;
}

/** Workbooks and CSV, for the page that takes tracking sheets. */
export function hostileSheets() {
  const spreadsheet = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relation = (kind, target, id) => `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;
  const relations = (inner) => `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
  const book = (sheet, more = []) => archive([
    ['_rels/.rels', relations(relation('officeDocument', 'xl/workbook.xml', 'r1'))],
    ['xl/workbook.xml', `${HEAD}<workbook ${spreadsheet} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', relations(relation('worksheet', 'worksheets/sheet1.xml', 'r1') + relation('sharedStrings', 'sharedStrings.xml', 'r2'))],
    ['xl/worksheets/sheet1.xml', sheet], ...more,
  ]);
  const sheet = (rows, before = '') => `${HEAD}${before}<worksheet ${spreadsheet}><sheetData>${rows}</sheetData></worksheet>`;
  const cell = (at, value) => `<c r="${at}"><v>${value}</v></c>`;
  const good = book(sheet(`<row r="1">${cell('A1', 1)}</row>`));
  const strings = `${HEAD}<sst ${spreadsheet}><si><t>${'x'.repeat(150 * MB)}</t></si></sst>`;
  return [
    ['bom.xlsx', book(sheet(`<row r="1">${cell('A1', '1'.repeat(260 * MB))}</row>`))],
    ['o-xa.xlsx', book(sheet(`<row r="1048576">${cell('XFD1048576', 1)}</row><row r="1">${cell('A1', 1)}</row>`))],
    ['trieu-o.xlsx', book(sheet(`<row r="1">${cell('A1', 1).repeat(3_000_000)}</row>`))],
    ['chuoi-chung.xlsx', book(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), [['xl/sharedStrings.xml', strings]])],
    ['chuoi-ngoai.xlsx', book(sheet('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>'))],
    ['thuc-the.xlsx', book(sheet('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>', `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(100_000)}">]>`))],
    ['gop-o.xlsx', book(sheet(`<row r="1">${cell('A1', 1)}</row>`).replace('</sheetData>', `</sheetData><mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(50_000)}</mergeCells>`))],
    ['cut.xlsx', good.subarray(0, good.length / 2)],
    ['lat.xlsx', flipped(good, 5, 30)],
    ['rong.xlsx', Buffer.alloc(0)],
    ['mot-dong.csv', Buffer.from('a,'.repeat(8 * MB))],
    ['ngoac.csv', Buffer.from(`"${'a\n'.repeat(8 * MB)}`)],
    ['nhieu-dong.csv', Buffer.from('1,2,3\n'.repeat(3 * MB))],
  ];
}

/** All of them; small, most of them, until somebody unpacks them. */
export const hostileFiles = () => [...wordFiles(), ...pdfFiles(), ...textFiles(), ...damaged()];
