//! The sandbox's eyes: what its models say of pictures, documents, videos and sounds, and what they refuse.

#![expect(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, the functions that it calls included"
)]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::gif::GifEncoder;
use image::{
    DynamicImage, ExtendedColorType, Frame, ImageBuffer, ImageFormat, Luma, Rgb, RgbImage, Rgba,
    RgbaImage,
};
use img_parts::ImageEXIF;
use img_parts::jpeg::Jpeg;
use lopdf::content::{Content, Operation};
use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};
use outcrop::sandbox::Sandbox;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::sandbox::{Answer, exchange, get, request, sandbox};

/// The words that Bedrock puts before those of a provider on Converse.
const PROVIDER: &str = "The model returned the following errors: ";

async fn post(sandbox: &Sandbox, model: &str, operation: &str, body: &Value) -> Answer {
    let path = format!("/model/outcrop.{model}-v1:0/{operation}");
    exchange(sandbox, &request("POST", &path, &body.to_string())).await
}

/// A Converse request of one user turn.
fn turn(content: &Value) -> Value {
    json!({"messages": [{"role": "user", "content": content}], "inferenceConfig": {"maxTokens": 8000}})
}

/// A body of the messages wire of one user turn.
fn body(content: &Value) -> Value {
    json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 8000,
        "messages": [{"role": "user", "content": content}]})
}

/// What a model says to a user turn on Converse, or its refusal.
async fn conversed(sandbox: &Sandbox, model: &str, content: &Value) -> String {
    said(&post(sandbox, model, "converse", &turn(content)).await)
}

/// The same on the messages wire.
async fn invoked(sandbox: &Sandbox, model: &str, content: &Value) -> String {
    said(&post(sandbox, model, "invoke", &body(content)).await)
}

/// The texts of a reply on either wire, or the words of a refusal.
fn said(answer: &Answer) -> String {
    let json = answer.json();
    if let Some(words) = json["message"].as_str() {
        return words.to_owned();
    }
    let blocks = match &json["output"]["message"]["content"] {
        Value::Null => &json["content"],
        blocks => blocks,
    };
    let text = |block: &Value| {
        let cited = &block["citationsContent"]["content"][0]["text"];
        let text = block["text"].as_str().or(cited.as_str());
        text.unwrap_or_default().to_owned()
    };
    blocks.as_array().unwrap().iter().map(text).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
}

fn text(text: &str) -> Value {
    json!({"text": text})
}

fn image(format: &str, bytes: &[u8]) -> Value {
    json!({"image": {"format": format, "source": {"bytes": STANDARD.encode(bytes)}}})
}

fn document(name: &str, format: &str, bytes: &[u8]) -> Value {
    json!({"document": {"name": name, "format": format, "source": {"bytes": STANDARD.encode(bytes)}}})
}

fn cited(mut document: Value) -> Value {
    document["document"]["citations"] = json!({"enabled": true});
    document
}

fn native_image(media_type: &str, bytes: &[u8]) -> Value {
    let source =
        json!({"type": "base64", "media_type": media_type, "data": STANDARD.encode(bytes)});
    json!({"type": "image", "source": source})
}

fn native_pdf(title: &str, bytes: &[u8]) -> Value {
    let source =
        json!({"type": "base64", "media_type": "application/pdf", "data": STANDARD.encode(bytes)});
    json!({"type": "document", "title": title, "source": source, "citations": {"enabled": true}})
}

/// Red at the top left, white in the middle, blue elsewhere.
fn flag(side: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(3 * side, 3 * side, |x, y| {
        Rgb(match (x / side, y / side) {
            (0, 0) => [255, 0, 0],
            (1, 1) => [255, 255, 255],
            _ => [0, 0, 255],
        })
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A picture of one colour and any size, which takes few bytes.
fn plain(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    let rows = vec![200; (width * height) as usize];
    image::ImageEncoder::write_image(encoder, &rows, width, height, ExtendedColorType::L8).unwrap();
    bytes
}

/// A document with one line on each page.
fn pdf(lines: &[&str]) -> Document {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier",
    });
    let resources = document.add_object(dictionary! {"Font" => dictionary! {"F1" => font}});
    let mut kids: Vec<Object> = Vec::new();
    for line in lines {
        let operations = vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 12.into()]),
            Operation::new("Td", vec![72.into(), 720.into()]),
            Operation::new("Tj", vec![Object::string_literal(*line)]),
            Operation::new("ET", vec![]),
        ];
        let content = Content { operations }.encode().unwrap();
        let content = document.add_object(Stream::new(dictionary! {}, content));
        let page = dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        };
        kids.push(document.add_object(page).into());
    }
    let count = i64::try_from(kids.len()).unwrap();
    let tree = dictionary! {"Type" => "Pages", "Kids" => kids, "Count" => count};
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => pages});
    document.trailer.set("Root", catalog);
    let id = Object::string_literal("outcrop");
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn locked(mut document: Document) -> Document {
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    document
}

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx() -> Vec<u8> {
    let body = "<w:p><w:r><w:t>Chalk lies over flint</w:t></w:r></w:p><w:p><w:r><w:t>over marl</w:t></w:r></w:p>";
    let xml = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    packed(&[("word/document.xml", &xml)])
}

/// A workbook with one sheet, whose cells are A1, B1 and B3.
fn xlsx() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="Strata" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let links = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let sheet = format!(
        r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="3"><c r="B3"><v>3</v></c></row></sheetData></worksheet>"#
    );
    let package = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    packed(&[
        ("_rels/.rels", &package),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &links),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[tokio::test]
async fn a_picture_is_seen_on_both_wires() {
    let sandbox = sandbox().await;
    for (format, name) in [
        (ImageFormat::Png, "png"),
        (ImageFormat::Jpeg, "jpeg"),
        (ImageFormat::Gif, "gif"),
        (ImageFormat::WebP, "webp"),
    ] {
        let bytes = flag(32, format);
        let content = json!([image(name, &bytes), text("what is it?")]);
        let seen = conversed(&sandbox, "look", &content).await;
        for line in [
            "Your message: image 1, text.\n",
            "**Image 1**\n",
            &format!("- format: {name}\n"),
            &format!("- bytes: {}\n", bytes.len()),
            &format!("- sha256: {}\n", sha256(&bytes)),
            "- pixels: 96x96\n",
            "- colours: blue ",
            "- where: top left: red; top: blue; top right: blue; left: blue; middle: white; right: blue;",
        ] {
            assert!(seen.contains(line), "{line} is not in {seen}");
        }
        let media_type = format!("image/{name}");
        let content =
            json!([native_image(&media_type, &bytes), {"type": "text", "text": "what is it?"}]);
        assert_eq!(invoked(&sandbox, "look", &content).await, seen);
    }
}

#[tokio::test]
async fn the_order_of_texts_and_pictures_is_told() {
    let sandbox = sandbox().await;
    let (one, two) = (flag(4, ImageFormat::Png), plain(10, 20));
    let mixed = json!([
        text("before"),
        image("png", &one),
        text("between"),
        image("png", &two),
        text("after")
    ]);
    let seen = conversed(&sandbox, "look", &mixed).await;
    assert!(seen.starts_with("Your message: text, image 1, text, image 2, text.\n"));
    let places: Vec<usize> = [&one, &two]
        .iter()
        .map(|bytes| seen.find(&sha256(bytes)).unwrap())
        .collect();
    assert!(places.is_sorted());
    assert!(seen.contains("- pixels: 10x20\n"));
    let streamed = post(&sandbox, "look", "converse-stream", &turn(&mixed)).await;
    assert_eq!(streamed.text(), seen);
}

#[tokio::test]
async fn pictures_of_tool_results_count_too() {
    let sandbox = sandbox().await;
    let bytes = flag(4, ImageFormat::Png);
    let tool = json!({"toolSpec": {"name": "shoot", "inputSchema": {"json": {"type": "object"}}}});
    let call = json!({"toolUse": {"toolUseId": "t1", "name": "shoot", "input": {}}});
    let result =
        |image: Value| json!({"toolResult": {"toolUseId": "t1", "content": [text("done"), image]}});
    let body = |image: Value| {
        json!({"toolConfig": {"tools": [tool]}, "messages": [
            {"role": "user", "content": [text("take a picture")]},
            {"role": "assistant", "content": [call]},
            {"role": "user", "content": [result(image)]},
        ]})
    };
    let seen = said(&post(&sandbox, "look", "converse", &body(image("png", &bytes))).await);
    assert!(
        seen.starts_with("Your message: tool result (text, image 1).\n"),
        "{seen}"
    );
    assert!(seen.contains(&sha256(&bytes)));
    let refused = said(&post(&sandbox, "look", "converse", &body(image("gif", &bytes))).await);
    assert!(refused.contains("messages.2.content.0.toolResult.content.1.image.source.bytes: "));
}

#[tokio::test]
async fn the_guide_looks_too_where_it_takes_pictures() {
    let sandbox = sandbox().await;
    let bytes = flag(4, ImageFormat::Png);
    let content = json!([image("png", &bytes), text("hello rate=99999")]);
    let seen = conversed(&sandbox, "sight", &content).await;
    assert!(seen.contains("It carries 1 image(s) and 0 document(s): png."));
    assert!(seen.contains(&format!("- sha256: {}\n", sha256(&bytes))));
}

#[tokio::test]
async fn what_a_picture_hides_is_told() {
    let sandbox = sandbox().await;
    let look = async |format: &str, bytes: Vec<u8>| {
        conversed(&sandbox, "look", &json!([image(format, &bytes)])).await
    };
    // A block of EXIF with two entries: on its side, and a place where it was taken.
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\0\0\0\0\0");
    let mut photo = Jpeg::from_bytes(flag(8, ImageFormat::Jpeg).into()).unwrap();
    photo.set_exif(Some(exif.into()));
    let photo = look("jpeg", photo.encoder().bytes().to_vec()).await;
    assert!(
        photo.contains(
            "EXIF, orientation 6, which I do not apply, with the place where it was taken"
        ),
        "{photo}"
    );
    let mut film = Vec::new();
    let mut encoder = GifEncoder::new(&mut film);
    for shade in [255, 0] {
        let frame = RgbaImage::from_pixel(9, 9, Rgba([shade, shade, shade, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    let film = look("gif", film).await;
    assert!(
        film.contains("- animated: yes") && film.contains("everywhere: white"),
        "{film}"
    );
    let mut deep = Cursor::new(Vec::new());
    let grey = ImageBuffer::from_pixel(5, 4, Luma([32_000_u16]));
    DynamicImage::ImageLuma16(grey)
        .write_to(&mut deep, ImageFormat::Png)
        .unwrap();
    assert!(
        look("png", deep.into_inner())
            .await
            .contains("- colours: grey 100%")
    );
    let mut clear = Cursor::new(Vec::new());
    RgbaImage::from_pixel(5, 4, Rgba([9, 9, 9, 0]))
        .write_to(&mut clear, ImageFormat::WebP)
        .unwrap();
    assert!(
        look("webp", clear.into_inner())
            .await
            .contains("transparent 100%")
    );
}

#[tokio::test]
async fn bad_pictures_are_refused_in_the_providers_words() {
    let sandbox = sandbox().await;
    let png = flag(8, ImageFormat::Png);
    let place = "messages.0.content.0.image.source";
    let mismatch = "The image was specified using the image/jpeg media type, but the image appears to be a image/png image";
    let refused = conversed(&sandbox, "look", &json!([image("jpeg", &png)])).await;
    assert_eq!(refused, format!("{PROVIDER}{place}.bytes: {mismatch}"));
    let refused = invoked(&sandbox, "look", &json!([native_image("image/jpeg", &png)])).await;
    assert_eq!(refused, format!("{place}.base64: {mismatch}"));
    for broken in [
        &png[..png.len() / 2],
        b"GIF89a",
        b"no picture at all",
        b"BM",
    ] {
        let refused = conversed(&sandbox, "look", &json!([image("png", broken)])).await;
        let is_known = refused == format!("{PROVIDER}Could not process image");
        assert!(is_known, "{refused}");
    }
    let large = conversed(&sandbox, "look", &json!([image("png", &plain(8001, 2))])).await;
    assert_eq!(
        large,
        format!(
            "{PROVIDER}{place}.bytes: At least one of the image dimensions exceed max allowed size: 8000 pixels"
        )
    );
    let largest = conversed(&sandbox, "look", &json!([image("png", &plain(8000, 2))])).await;
    assert!(largest.contains("- pixels: 8000x2\n"));
    let native = invoked(
        &sandbox,
        "look",
        &json!([native_image("image/png", &plain(8001, 2))]),
    )
    .await;
    assert!(native.starts_with(&format!("{place}.base64.data: At least one")));
    let unknown = conversed(&sandbox, "look", &json!([image("jpg", &png)])).await;
    assert_eq!(
        unknown,
        "1 validation error detected: Value at 'messages.1.member.content.1.member.image.format' failed to satisfy \
         constraint: Member must satisfy enum value set: [png, jpeg, gif, webp]"
    );
}

#[tokio::test]
async fn too_many_and_too_large_pictures_are_refused() {
    let sandbox = sandbox().await;
    let small = image("png", &plain(3, 3));
    let many = |count: usize| Value::Array(vec![small.clone(); count]);
    assert!(
        conversed(&sandbox, "look", &many(20))
            .await
            .contains("**Image 20**")
    );
    assert_eq!(
        conversed(&sandbox, "look", &many(21)).await,
        format!("{PROVIDER}too many images and documents: 21 + 0 > 20")
    );
    // Such a model takes more, but then each of them has to be small.
    assert!(
        conversed(&sandbox, "modern", &many(21))
            .await
            .contains("**Image 21**")
    );
    let mut mixed = many(20);
    mixed
        .as_array_mut()
        .unwrap()
        .push(image("png", &plain(2001, 2)));
    assert!(conversed(&sandbox, "modern", &mixed).await.ends_with(
        "At least one of the image dimensions exceed max allowed size for many-image requests: 2000 pixels"
    ));
    // The size counts as it travels: 3,932,160 bytes are just the limit in base64.
    let mut largest = plain(3, 3);
    largest.resize(3_932_160, 0);
    let seen = conversed(&sandbox, "look", &json!([image("png", &largest)])).await;
    assert!(seen.contains("- bytes: 3932160\n"), "{seen}");
    largest.push(0);
    let refused = conversed(&sandbox, "look", &json!([image("png", &largest)])).await;
    assert!(
        refused.ends_with("image exceeds 5 MB maximum: 5242884 bytes > 5242880 bytes"),
        "{refused}"
    );
}

#[tokio::test]
async fn documents_are_counted() {
    let sandbox = sandbox().await;
    let pages = saved(pdf(&["Chalk lies over flint", "Flint lies over marl"]));
    let ole = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 40]].concat();
    for (format, bytes, lines) in [
        ("pdf", pages, "- pages: 2\n- words: 8"),
        (
            "txt",
            b"one two\nthree\n".to_vec(),
            "- words: 3\n- lines: 2",
        ),
        ("md", b"# one\n\ntwo".to_vec(), "- words: 3\n- lines: 3"),
        (
            "html",
            b"<p class='x'>one two</p>".to_vec(),
            "- words: 2\n- lines: 1",
        ),
        ("docx", docx(), "- words: 6\n- lines: 2"),
        (
            "csv",
            b"a,b\n1,2\n\"3,\n4\",5\n".to_vec(),
            "- sheet: 3 rows, 2 columns",
        ),
        ("xlsx", xlsx(), "- sheet: Strata, 3 rows, 2 columns"),
        ("doc", ole, "- container: OLE file"),
    ] {
        let content = json!([text("what is it?"), document("survey (2)", format, &bytes)]);
        let seen = conversed(&sandbox, "read", &content).await;
        let (size, hash) = (bytes.len(), sha256(&bytes));
        let expected = format!(
            "Your message: text, document 1.\n\n**Document 1**\n\n- name: survey (2)\n- format: {format}\n\
             - bytes: {size}\n- sha256: {hash}\n{lines}"
        );
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn documents_that_cannot_be_read_are_refused() {
    let sandbox = sandbox().await;
    let read = async |format: &str, bytes: &[u8]| {
        let content = json!([text("a"), document("a", format, bytes)]);
        conversed(&sandbox, "look", &content).await
    };
    let place = "messages.0.content.1.document.source.bytes";
    let lines = |count: usize| vec!["granite"; count];
    let long = saved(pdf(&lines(101)));
    assert_eq!(
        read("pdf", &long).await,
        format!("{PROVIDER}{place}: A maximum of 100 PDF pages may be provided.")
    );
    assert!(
        read("pdf", &saved(pdf(&lines(100))))
            .await
            .contains("- pages: 100\n")
    );
    let large_context = json!([text("a"), document("a", "pdf", &long)]);
    assert!(
        conversed(&sandbox, "read", &large_context)
            .await
            .contains("- pages: 101\n")
    );
    assert_eq!(
        read("pdf", &saved(locked(pdf(&["secret"])))).await,
        format!("{PROVIDER}{place}: The PDF specified is password protected.")
    );
    assert_eq!(
        read("pdf", b"%PDF-1.5 and nothing more").await,
        format!("{PROVIDER}{place}: The PDF specified was not valid.")
    );
    for format in ["docx", "xlsx", "xls"] {
        let refused = read(format, b"neither").await;
        assert!(
            refused.contains("could not be parsed as the specified format"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn documents_keep_the_rules_of_converse() {
    let sandbox = sandbox().await;
    let named = |name: &str| document(name, "txt", b"granite");
    let asked = async |documents: Vec<Value>| {
        let content = Value::Array([vec![text("a")], documents].concat());
        conversed(&sandbox, "guide", &content).await
    };
    for name in ["report", "Report (1) [draft] 2-3", &"x".repeat(200)] {
        let answer = asked(vec![named(name)]).await;
        assert!(
            answer.contains("0 image(s) and 1 document(s): txt"),
            "{name}"
        );
    }
    for name in ["report.pdf", "two  spaces", "a/b", "größe", "a\tb", "a_b"] {
        let answer = asked(vec![named(name)]).await;
        assert!(
            answer.starts_with("The document file name can only contain alphanumeric characters"),
            "{name}: {answer}"
        );
    }
    let long = asked(vec![named(&"x".repeat(201))]).await;
    assert!(long.ends_with("Member must have length less than or equal to 200"));
    assert!(
        asked(vec![named("")])
            .await
            .ends_with("greater than or equal to 1")
    );
    assert_eq!(
        asked(vec![named("a"), named("a")]).await,
        "Messages can't contain duplicate document names. Rename the document and retry your request."
    );
    let six = ["a", "b", "c", "d", "e", "f"].map(named).to_vec();
    assert_eq!(
        asked(six.clone()).await,
        "You can't include more than 5 documents in a request."
    );
    assert!(asked(six[..5].to_vec()).await.contains("5 document(s)"));
    let alone = conversed(&sandbox, "guide", &json!([named("a")])).await;
    assert_eq!(alone, "A text block must be included when using documents.");
    let large = document("a", "txt", &vec![b'a'; 4_718_593]);
    assert_eq!(
        asked(vec![large]).await,
        "The maximum document size is 4.5 MB."
    );
    let unknown = asked(vec![document("a", "rtf", b"a")]).await;
    assert!(
        unknown.contains("'messages.1.member.content.2.member.document.format'"),
        "{unknown}"
    );
    let refused = conversed(&sandbox, "notools", &json!([text("a"), named("a")])).await;
    assert_eq!(
        refused,
        "This model doesn't support the document field for user messages. Remove document and try again."
    );
    let nowhere = json!({"document": {"name": "a", "format": "txt", "source": {}}});
    assert!(asked(vec![nowhere]).await.starts_with(
        "DocumentSource object at messages.0.content.1.document.source must set one of the following keys: bytes"
    ));
    let s3 = json!({"document": {"name": "a", "format": "txt", "source": {"s3Location": {"uri": "s3://a/b"}}}});
    assert!(
        asked(vec![s3])
            .await
            .ends_with("messages.0.content.1.document.source.type: Field required")
    );
}

/// The citations of a reply of Converse, streamed and at once.
async fn citations(sandbox: &Sandbox, content: &Value) -> Vec<Value> {
    let whole = post(sandbox, "read", "converse", &turn(content))
        .await
        .json();
    let blocks = whole["output"]["message"]["content"]
        .as_array()
        .unwrap()
        .clone();
    let whole: Vec<Value> = blocks
        .iter()
        .filter_map(|block| block["citationsContent"]["citations"].get(0).cloned())
        .collect();
    for block in &blocks {
        let cited = &block["citationsContent"];
        if cited.is_object() {
            assert_eq!(
                cited["content"][0]["text"],
                cited["citations"][0]["sourceContent"][0]["text"]
            );
        }
    }
    let streamed = post(sandbox, "read", "converse-stream", &turn(content)).await;
    let streamed: Vec<Value> = streamed
        .events()
        .into_iter()
        .filter_map(|(_, event)| event["delta"].get("citation").cloned())
        .collect();
    assert_eq!(whole, streamed);
    whole
}

#[tokio::test]
async fn quotes_on_converse_are_true() {
    let sandbox = sandbox().await;
    let source = "Größe und Tiefe\n\n  Chalk lies over flint.  \nFlint lies over marl.\n";
    let content = json!([
        text("cite"),
        document("a", "txt", b"x"),
        cited(document("survey", "txt", source.as_bytes()))
    ]);
    let found = citations(&sandbox, &content).await;
    assert_eq!(found.len(), 3);
    for citation in &found {
        let span = &citation["location"]["documentChar"];
        assert_eq!(
            (&citation["title"], &span["documentIndex"]),
            (&json!("survey"), &json!(1))
        );
        let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
        let quote: String = source
            .chars()
            .skip(at("start"))
            .take(at("end") - at("start"))
            .collect();
        assert_eq!(citation["sourceContent"][0]["text"], json!(quote));
    }
    let pages = saved(pdf(&["Chalk lies over flint", "Flint lies over marl"]));
    let found = citations(
        &sandbox,
        &json!([text("cite"), cited(document("survey", "pdf", &pages))]),
    )
    .await;
    let told: Vec<_> = found
        .iter()
        .map(|citation| {
            (
                &citation["sourceContent"][0]["text"],
                &citation["location"]["documentPage"]["start"],
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (&json!("Chalk lies over flint"), &json!(1)),
            (&json!("Flint lies over marl"), &json!(2))
        ]
    );
    let chunks = json!([{"text": "basalt"}, {"text": "granite"}]);
    let chunked = json!({"document": {"name": "c", "source": {"content": chunks}, "citations": {"enabled": true}}});
    let found = citations(&sandbox, &json!([text("cite"), chunked])).await;
    assert_eq!(
        found[1]["location"]["documentChunk"],
        json!({"documentIndex": 0, "start": 1, "end": 2})
    );
    assert!(
        citations(
            &sandbox,
            &json!([text("no"), document("a", "txt", b"granite")])
        )
        .await
        .is_empty()
    );
    let sheet = conversed(
        &sandbox,
        "read",
        &json!([text("cite"), cited(document("a", "csv", b"a,b"))]),
    )
    .await;
    assert!(
        sheet.starts_with("Unsupported document format. Only txt and pdf formats are supported")
    );
}

#[tokio::test]
async fn quotes_on_the_messages_wire_are_true() {
    let sandbox = sandbox().await;
    let pages = saved(pdf(&["Chalk lies over flint"]));
    let plain = json!({"type": "text", "media_type": "text/plain", "data": "basalt\ngranite"});
    let untitled = json!({"type": "document", "source": plain, "citations": {"enabled": true}});
    let content = json!([native_pdf("Survey: strata.pdf", &pages), untitled, {"type": "text", "text": "cite"}]);
    let answer = post(&sandbox, "read", "invoke", &body(&content))
        .await
        .json();
    let blocks = answer["content"].as_array().unwrap();
    let whole: Vec<Value> = blocks
        .iter()
        .filter_map(|block| block["citations"].get(0).cloned())
        .collect();
    assert_eq!(
        whole,
        [
            json!({"type": "page_location", "cited_text": "Chalk lies over flint", "document_title": "Survey: strata.pdf",
                "document_index": 0, "start_page_number": 1, "end_page_number": 2}),
            json!({"type": "char_location", "cited_text": "basalt", "document_title": null,
                "document_index": 1, "start_char_index": 0, "end_char_index": 6}),
            json!({"type": "char_location", "cited_text": "granite", "document_title": null,
                "document_index": 1, "start_char_index": 7, "end_char_index": 14}),
        ]
    );
    let streamed = post(
        &sandbox,
        "read",
        "invoke-with-response-stream",
        &body(&content),
    )
    .await;
    let deltas: Vec<Value> = streamed
        .events()
        .iter()
        .filter_map(|(_, chunk)| STANDARD.decode(chunk["bytes"].as_str()?).ok())
        .map(|bytes| serde_json::from_slice::<Value>(&bytes).unwrap())
        .filter_map(|object| object["delta"].get("citation").cloned())
        .collect();
    assert_eq!(deltas, whole);
}

#[tokio::test]
async fn videos_and_sounds_are_told() {
    let sandbox = sandbox().await;
    let film = b"\0\0\0\x18ftypmp42";
    let video = json!({"video": {"format": "mp4", "source": {"bytes": STANDARD.encode(film)}}});
    let sound = json!({"audio": {"format": "wav", "source": {"s3Location": {"uri": "s3://rocks/fall.wav"}}}});
    let content = json!([video, text("a"), sound]);
    let seen = conversed(&sandbox, "watch", &content).await;
    for line in [
        "Your message: video 1, text, audio 1.\n",
        &format!("- bytes: 12\n- sha256: {}\n- looks like: mp4", sha256(film)),
        "- lies at: s3://rocks/fall.wav, which is not reached from here",
    ] {
        assert!(seen.contains(line), "{line} is not in {seen}");
    }
    assert_eq!(
        conversed(&sandbox, "look", &json!([text("a"), video])).await,
        "This model doesn't support the video field for user messages. Remove video and try again."
    );
    let wrong = json!({"audio": {"format": "midi", "source": {"bytes": "AAAA"}}});
    assert!(
        conversed(&sandbox, "watch", &json!([wrong]))
            .await
            .contains("audio.format'")
    );
}

#[tokio::test]
async fn only_the_user_sends_pictures() {
    let sandbox = sandbox().await;
    let picture = image("png", &plain(3, 3));
    let body = json!({"messages": [
        {"role": "user", "content": [text("a")]},
        {"role": "assistant", "content": [text("b"), picture]},
        {"role": "user", "content": [text("c")]},
    ]});
    let answer = post(&sandbox, "look", "converse", &body).await;
    assert!(
        said(&answer)
            .starts_with("This model doesn't support the image field for assistant messages.")
    );
}

#[tokio::test]
async fn a_body_has_its_largest_size() {
    let sandbox = sandbox().await;
    let padded = |size: usize| {
        let mut body = body(&json!("a")).to_string();
        body.extend(std::iter::repeat_n(' ', size - body.len()));
        body
    };
    for (size, refusal) in [
        (20_971_520, ""),
        (20_971_521, "Input is too long for requested model."),
    ] {
        let path = "/model/outcrop.look-v1:0/invoke";
        let answer = exchange(&sandbox, &request("POST", path, &padded(size))).await;
        assert_eq!(
            answer.json()["message"].as_str().unwrap_or_default(),
            refusal
        );
    }
}

#[tokio::test]
async fn the_list_says_who_takes_what() {
    let sandbox = sandbox().await;
    let listed = get(&sandbox, "/foundation-models").await.json();
    for (id, modalities) in [
        ("look", json!(["TEXT", "IMAGE"])),
        ("read", json!(["TEXT"])),
        ("watch", json!(["TEXT", "IMAGE", "VIDEO", "AUDIO"])),
    ] {
        let id = format!("outcrop.{id}-v1:0");
        let models = listed["modelSummaries"].as_array().unwrap();
        let model = models
            .iter()
            .find(|model| model["modelId"] == id.as_str())
            .unwrap();
        assert_eq!(model["inputModalities"], modalities);
    }
}
