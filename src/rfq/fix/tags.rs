//! The tags that are read and written, by the names of FIX 4.4 and 5.0 SP2 (FIX Trading Community).

macro_rules! tags {
    ($($name:ident = $tag:literal, $words:literal;)+) => {
        $(#[doc = concat!("Tag ", $tag, ": ", $words, ".")] pub const $name: u32 = $tag;)+

        /// What a tag is called in a sentence; `None` for tags that are not read.
        pub fn words(tag: u32) -> Option<&'static str> {
            match tag { $($tag => Some($words),)+ _ => None }
        }
    };
}

tags! {
    ACCOUNT = 1, "account";
    BEGIN_STRING = 8, "version";
    BODY_LENGTH = 9, "body length";
    CHECK_SUM = 10, "checksum";
    CL_ORD_ID = 11, "order id";
    CURRENCY = 15, "currency";
    MSG_SEQ_NUM = 34, "sequence number";
    MSG_TYPE = 35, "message type";
    ORDER_QTY = 38, "quantity";
    SECURITY_ID = 48, "security id";
    SENDER = 49, "sender";
    SENDING_TIME = 52, "sending time";
    SIDE = 54, "side";
    SYMBOL = 55, "symbol";
    TARGET = 56, "target";
    CASH_ORDER_QTY = 152, "amount of money";
    TEXT = 58, "text";
    TRANSACT_TIME = 60, "time of the transaction";
    VALID_UNTIL = 62, "end of validity";
    SECURITY_DESC = 107, "description";
    ON_BEHALF_OF = 115, "firm on whose behalf it is sent";
    ON_BEHALF_OF_SUB = 116, "person on whose behalf it is sent";
    QUOTE_ID = 117, "quote id";
    QUOTE_REQ_ID = 131, "request id";
    BID_PX = 132, "bid";
    OFFER_PX = 133, "offer";
    BID_SIZE = 134, "bid size";
    OFFER_SIZE = 135, "offer size";
    NO_RELATED_SYM = 146, "number of instruments";
    SECURITY_TYPE = 167, "security type";
    MATURITY_MONTH_YEAR = 200, "maturity month";
    PUT_OR_CALL = 201, "put or call";
    STRIKE = 202, "strike";
    MATURITY_DAY = 205, "maturity day";
    MULTIPLIER = 231, "contract multiplier";
    QUOTE_ACK_STATUS = 297, "status of the quote";
    QUOTE_REJECT_REASON = 300, "reason of the rejection";
    UNDERLYING_SYMBOL = 311, "underlying symbol";
    PARTY_ID = 448, "party";
    CFI_CODE = 461, "CFI code";
    QUOTE_TYPE = 537, "quote type";
    MATURITY_DATE = 541, "maturity date";
    NO_LEGS = 555, "number of legs";
    LEG_SYMBOL = 600, "leg symbol";
    LEG_SECURITY_ID = 602, "leg security id";
    LEG_CFI_CODE = 608, "leg CFI code";
    LEG_SECURITY_TYPE = 609, "leg security type";
    LEG_MATURITY_MONTH_YEAR = 610, "leg maturity month";
    LEG_MATURITY_DATE = 611, "leg maturity date";
    LEG_STRIKE = 612, "leg strike";
    LEG_MULTIPLIER = 614, "leg contract multiplier";
    LEG_SECURITY_DESC = 620, "leg description";
    LEG_RATIO = 623, "leg ratio";
    LEG_SIDE = 624, "leg side";
    RFQ_REQ_ID = 644, "request id";
    QUOTE_REQUEST_REJECT_REASON = 658, "reason of the rejection";
    LEG_BID_PX = 681, "leg bid";
    LEG_OFFER_PX = 684, "leg offer";
    LEG_QTY = 687, "leg quantity";
    LEG_STRIKE_CURRENCY = 942, "currency of the leg strike";
    MATURITY_TIME = 1079, "maturity time";
    APPL_VER_ID = 1128, "application version";
    EXERCISE_STYLE = 1194, "exercise style";
    LEG_MATURITY_TIME = 1212, "leg maturity time";
    LEG_PUT_OR_CALL = 1358, "leg put or call";
    LEG_EXERCISE_STYLE = 1420, "leg exercise style";
    VENDOR_LEG_POSITION = 6351, "leg position, a vendor's own";
    VENDOR_LEG_PUT_OR_CALL = 6714, "leg call or put, a vendor's own";
}

/// Tags whose value is raw data of the length that the field before states, with that field's tag.
const DATA: [(u32, u32); 16] = [
    (89, 93),
    (91, 90),
    (96, 95),
    (213, 212),
    (349, 348),
    (351, 350),
    (353, 352),
    (355, 354),
    (357, 356),
    (359, 358),
    (361, 360),
    (363, 362),
    (365, 364),
    (446, 445),
    (619, 618),
    (622, 621),
];

/// The tag that states the length of a data field; `None` where the value ends at the separator.
pub fn length_tag(tag: u32) -> Option<u32> {
    DATA.iter().find(|(data, _)| *data == tag).map(|(_, length)| *length)
}

/// `Tag 612 (leg strike)`, or the number alone.
pub fn named(tag: u32) -> String {
    words(tag).map_or_else(|| format!("Tag {tag}"), |words| format!("Tag {tag} ({words})"))
}
