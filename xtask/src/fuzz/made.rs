//! Seeds that no sample gives: small PDF files of each kind, pages, tables. Every word in them is invented.

/// One-page PDF files: plain, with filters, with objects in a stream, with a tree of pages.
pub fn pdfs() -> Vec<Vec<u8>> {
    const PAGE: &str =
        "BT /F1 12 Tf 72 760 Td (KE HOACH) Tj 0 -18 Td (I. MUC TIEU) Tj 0 -18 Td (1. Sua phong doc) Tj ET 72 600 300 80 re S";
    const OBJECTS: &[u8] = b"8 0 9 4 <<>>[1 2] ";
    let font = "<</Type/Font/Subtype/TrueType/BaseFont/Times-Roman/Encoding<</Differences[65/A/B/Aacute]>>/FirstChar 65/LastChar 67/Widths[700 700 700]>>";
    let hex: String = PAGE.bytes().map(|byte| format!("{byte:02x}")).collect::<String>() + ">";
    let pages = [
        stream("", PAGE.as_bytes()),
        stream("/Filter/FlateDecode", &stored(PAGE.as_bytes())),
        stream("/Filter[/ASCIIHexDecode]", hex.as_bytes()),
        stream("/Filter[/RunLengthDecode]", &[&[(PAGE.len() - 1) as u8][..], PAGE.as_bytes(), &[128]].concat()),
        stream("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>", &stored(b"\x02BT E\x00T q \x01Q BT")),
        stream("/Filter/LZWDecode", &[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]),
    ];
    let mut out: Vec<Vec<u8>> = pages.into_iter().map(|page| file(&[page, font.into(), b"<</Producer(a)>>".to_vec()])).collect();
    let picture = b"q 200 0 0 100 50 50 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\x80\xff\x10 EI Q".to_vec();
    out.push(file(&[stream("", &picture), font.into()]));
    out.push(file(&[
        stream("", PAGE.as_bytes()),
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/CharProcs<</A 6 0 R>>/Encoding<</Differences[69/A]>>/FirstChar 69/LastChar 69/Widths[9]>>".to_vec(),
        stream("", b"9 0 0 0 9 9 d1 0 0 9 9 re f"),
    ]));
    out.push(file(&[stream("", PAGE.as_bytes()), font.into(), stream("/Type/ObjStm/N 2/First 8", OBJECTS)]));
    out.push(file(&[
        stream("", PAGE.as_bytes()),
        b"<</Filter/Standard/V 2/R 3/Length 128/P -4/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)>>".to_vec(),
    ]));
    out
}

/// What `pdf_page` takes: a page, a table of letters, a form, parted by zero bytes.
pub fn pages() -> Vec<Vec<u8>> {
    let letters = "/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0001> <004B> <0002> <1EBE> endbfchar 1 beginbfrange <0003> <0009> <0061> endbfrange endcmap";
    let rules: String = (0..4).map(|row| format!("60 {0} m 540 {0} l S {1} 500 m {1} 650 l S ", 500 + row * 50, 60 + row * 160)).collect();
    let cells: String = (0..9).map(|at| format!("1 0 0 1 {} {} Tm (o {at}) Tj ", 70 + at % 3 * 160, 620 - at / 3 * 50)).collect();
    let pages = [
        "BT /F1 12 Tf 72 760 Td (KE HOACH) Tj 0 -18 Td [(I. MUC)-300(TIEU)] TJ T* (1.) ' ET".to_owned(),
        format!("0.5 w {rules}BT /F1 10 Tf {cells}ET"),
        "BT /F2 10 Tf 14 TL 72 700 Td <000100020003> Tj T* <0004> Tj ET".to_owned(),
        "q 0 1 -1 0 595 0 cm BT /F1 9 Tf 50 50 Td 2 Tr 80 Tz 1 Tc 2 Tw 3 Ts (quay) Tj ET Q /X Do".to_owned(),
        "72 700 200 0.5 re f 72 600 0.5 100 re f* 0 0 m 1 2 3 4 5 6 c 7 8 9 10 v h W n 1 0 0 RG 0 g [3 2] 0 d".to_owned(),
    ];
    pages.into_iter().map(|page| format!("{page}\0{letters}\0BT /F1 8 Tf 9 9 Td (form) Tj ET").into_bytes()).collect()
}

pub fn html() -> Vec<Vec<u8>> {
    let pages = [
        "<!DOCTYPE html><html><head><meta charset=utf-8><style>p{}</style></head><body><h1>KẾ HOẠCH</h1><p style='text-align:center'><b>Số: 5/KH-UBND</b><br>ngày 1/2/2026</p><ol type=i start=3><li>Một<ul><li>Hai</ul></ol></body></html>",
        "<html><table><thead><tr><th rowspan=2>TT<th>Nhiệm vụ<th colspan=2>Thời gian</tr><tr><td>a<td>b<td>c</tr></thead><tr><td>1<td>Lập danh mục &agrave;&#7871;<td>Quý II/2026<td>Sở A</table><pre> a\n b</pre>",
        "<html><p class=MsoNormal><font face='.VnTime'>KÕ ho¹ch</font> <span style=\"font-family:VNI-Times;display:none\">Keá hoaïch</span><!-- x --><table><tr><td><table><tr><td>trong</table></table>",
    ];
    pages.map(|page| page.as_bytes().to_vec()).to_vec()
}

pub fn markdown() -> Vec<Vec<u8>> {
    let pages = [
        "# KẾ HOẠCH\n\n**Số:** 5/KH-UBND\n\n| TT | Nhiệm vụ | Chủ trì | Thời hạn |\n|:--|---|--:|---|\n| 1 | Lập *danh mục* | Sở A | 30/6/2026 |\n| 2 | a\\|b | `Sở B` | Quý IV |\n",
        "> 1. Một\n>    - hai\n>      10) ba\n\n***\n\n[a](b \"c\") ![d](e) <b>f</b> \\* &amp; ~~g~~\n\nTiêu đề\n===\n\n    mã\n\n```\n| x |\n```\n",
    ];
    pages.map(|page| page.as_bytes().to_vec()).to_vec()
}

/// What `grammar` takes: lines, and rows of tables whose cells are parted by tabs.
pub fn tables() -> Vec<Vec<u8>> {
    let tables = [
        "PHỤ LỤC I\nDANH MỤC NHIỆM VỤ\nTT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tSản phẩm\tThời gian\tKinh phí (triệu đồng)\nI\tHạ tầng\t\t\t\t\t\n1\tLập danh mục\tSở A\tSở B; UBND xã\tBáo cáo\tTháng 6/2026\t1.250,5\n2\tSửa phòng đọc\t^\tCác thôn\t^\tThường xuyên\t30\n",
        "PHỤ LỤC II\nCHỈ TIÊU\nTT\tChỉ tiêu\tĐơn vị tính\tNăm 2026\tNăm 2030\tCơ quan chủ trì\n1\tTỷ lệ hộ dùng mạng\t%\t≥ 80\t95-100\tSở A\n2\tSố lớp\tlớp\ttừ 3 đến 5\tToàn xã\tSở B\n",
        "trước ngày 31/12/2026\nQuý I - Quý III/2026\n6 tháng đầu năm\nhằng tháng, trước ngày 25\nhai tỷ năm trăm triệu đồng chẵn\n1.250,5 triệu đồng\ntrên 0,7\nSở Tài chính, UBND các xã, phường; Công an tỉnh\nSố: 12/2026/QĐ-UBND\n",
        "Tổng kinh phí: 1.500 triệu đồng (Bằng chữ: Một tỷ năm trăm triệu đồng)\nSở A chủ trì, phối hợp Sở B lập danh mục, hoàn thành trong tháng 5/2026.\nĐịnh kỳ ngày 20 tháng cuối quý các sở báo cáo về Văn phòng.\nPhấn đấu 90% hộ dân có tài khoản.\n",
    ];
    tables.map(|table| table.as_bytes().to_vec()).to_vec()
}

pub fn sheets() -> Vec<Vec<u8>> {
    let text = "STT,Nội dung công việc,Đơn vị chủ trì,Thời hạn,Tình trạng,Tiến độ\r\n1,\"Lập, sửa \"\"danh mục\"\"\",Sở A,15/6,Đã xong,100%\r\n2,Họp,Sở B,Quý 3,x,\"0,5\"\r\n";
    let wide = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    vec![text.as_bytes().to_vec(), text.replace(',', "\t").into_bytes(), wide]
}

/// What `scan` takes: two pictures of 1120 bytes, the lines of a table across and down it, then words of eight bytes each.
pub fn scans() -> Vec<Vec<u8>> {
    let mut across = vec![0_u8; 1120];
    for line in [60, 110, 160, 210_usize] {
        // Rows of 32 dots take four bytes.
        across[line * 4..][..4].copy_from_slice(&[0x3F, 0xFF, 0xFF, 0xC0]);
    }
    let mut down = vec![0_u8; 1120];
    for (row, line) in (6..22).flat_map(|row| [40, 100, 160, 240].map(|line| (row, line))) {
        down[row * 35 + line / 8] |= 0x80 >> (line % 8);
    }
    let words = |from: u8, step: u8| -> Vec<u8> {
        (0..24_u8).flat_map(|at| [10 + at % 4 * step, from + at / 4 * step, 12, 8, 90, at / 4, at, 0]).collect()
    };
    let table = [across.as_slice(), &down, &words(10, 30)].concat();
    let text = [vec![0; 2240], words(4, 40)].concat();
    vec![table, text, vec![0x55; 2264]]
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<<{dictionary}/Length {}>>stream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
}

/// A zlib stream whose bytes stand in it as they are, so that mutations of them stay what they were meant to be.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65521;
        (low, (high + low) % 65521)
    });
    let head = [&[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    [&head, bytes, &(high << 16 | low).to_be_bytes()].concat()
}

/// A PDF of one page; `rest` are its contents (4), its font (5) and what else there is.
fn file(rest: &[Vec<u8>]) -> Vec<u8> {
    let fixed = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    ];
    let objects: Vec<Vec<u8>> = fixed.iter().map(|object| object.as_bytes().to_vec()).chain(rest.iter().cloned()).collect();
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        places += &format!("{:010} 00000 n \n", out.len());
        out.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let end = format!("{places}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", objects.len() + 1, out.len());
    [out, end.into_bytes()].concat()
}
