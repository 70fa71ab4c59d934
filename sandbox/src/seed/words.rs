//! The words that deals and what belongs to them are made of.

/// Bodies of notes as the rich text editor leaves them (F226).
pub(crate) const HTML_NOTES: [&str; 6] = [
    "<p>تماس گرفته شد، پاسخ نداد.</p>",
    "<p>پیش‌فاکتور ارسال شد.<br>منتظر تأیید مدیر مالی&nbsp;است.</p>",
    "<div>درخواست تخفیف داشت: <b>۵ درصد</b></div>",
    "<p>قرار جلسه برای هفته&zwnj;ی بعد</p>",
    "هماهنگ شد",
    "<ul><li>ارسال نمونه</li><li>تماس دوباره</li></ul>",
];

pub(crate) const ACTIVITY_TITLES: [&str; 5] =
    ["تماس پیگیری", "جلسه‌ی معرفی", "پیگیری پرداخت", "ارسال کاتالوگ", "بازدید از محل"];

pub(crate) const DEAL_TITLES: [&str; 6] = [
    "خرید عمده",
    "تمدید اشتراک سالانه",
    "سفارش آنلاین",
    "همکاري تجاري",
    "درخواست نمونه",
    "سفارش نمایشگاه",
];

pub(crate) const DESCRIPTIONS: [&str; 4] = [
    "<p>مشتری از طریق <b>سایت</b> درخواست داده است.</p>",
    "تحویل درب محل &amp; پرداخت نقدی",
    "شرایط پرداخت: دو قسط",
    "<p>خط اول<br/>خط دوم</p>",
];

pub(crate) const LOST_NOTES: [&str; 4] =
    ["قیمت بالا", "خرید از رقیب", "انصراف مشتری", "عدم پاسخ‌گویی"];

pub(crate) const CHANNELS: [&str; 4] = ["سایت", "تلفن", "نمایشگاه", "معرف"];

pub(crate) const SERVICES: [&str; 4] = ["نصب", "آموزش", "گارانتی طلایی", "بسته‌بندی ویژه"];

pub(crate) const REASONS: [&str; 3] = ["خرابی دستگاه", "سؤال مالی", "درخواست آموزش"];

pub(crate) const CASE_TITLES: [&str; 4] =
    ["خطا در ورود", "درخواست مرجوعی", "سؤال درباره‌ی فاکتور", "قطعی سرويس"];
