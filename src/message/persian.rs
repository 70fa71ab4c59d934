//! The messages in Persian. Each line has the English template, which is its id, and the Persian one
//! with the same places; behind them are the words that stand in such places.

use std::{collections::HashMap, sync::LazyLock};

/// English and Persian.
type Pairs = &'static [(&'static str, &'static str)];

/// Whether there is Persian for a template.
pub(super) const fn has(template: &str) -> bool {
    let mut at = 0;
    while at < MESSAGES.len() {
        if is(MESSAGES[at].0, template) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The Persian of a template or a word.
pub(super) fn of(english: &str) -> Option<&'static str> {
    static PERSIAN: LazyLock<HashMap<&str, &str>> =
        LazyLock::new(|| MESSAGES.iter().chain(WORDS).copied().collect());
    PERSIAN.get(english).copied()
}

const MESSAGES: Pairs = &[
    (" Did you mean {names}?", " شاید {names}؟"),
    ("A fragment is spread that is not there", "فرگمنتی به کار رفته که در سند نیست"),
    ("A fragment spreads itself", "یک فرگمنت خودش را در بر می‌گیرد"),
    (
        "A page of another site asks over GET: send the header graphql-require-preflight, or use POST",
        "صفحه‌ای از سایتی دیگر با GET می‌پرسد: سرآیند graphql-require-preflight را بفرستید یا POST به کار ببرید",
    ),
    (
        "A request has one Host header with a host in it",
        "هر درخواست یک سرآیند Host با یک میزبان دارد",
    ),
    (
        "An earlier save of the same record was sent and its outcome is not known yet; nothing was sent now. Try again later",
        "ذخیرهٔ پیشین همین رکورد فرستاده شده و نتیجه‌اش هنوز روشن نیست؛ این بار چیزی فرستاده نشد. کمی بعد دوباره تلاش کنید",
    ),
    (
        "Answers are application/graphql-response+json or application/json",
        "پاسخ‌ها application/graphql-response+json یا application/json هستند",
    ),
    ("Bodies are compressed with gzip or not at all", "بدنه با gzip فشرده می‌شود یا هیچ"),
    ("Didar could not be reached", "به دیدار دسترسی نبود"),
    ("Didar did not answer in time", "دیدار در زمان مقرر پاسخ نداد"),
    (
        "Didar finds {found} records near these criteria and at most {most} are compared exactly; give the whole value, or a further criterion such as the type",
        "دیدار {found} رکورد نزدیک به این شرط‌ها پیدا می‌کند و حداکثر {most} رکورد دقیق مقایسه می‌شود؛ مقدار کامل را بدهید یا شرط دیگری مانند نوع بیفزایید",
    ),
    (
        "Didar has failed again and again; it will be asked again shortly",
        "دیدار پیاپی خطا داده است؛ به‌زودی دوباره از آن پرسیده می‌شود",
    ),
    ("Didar has no such record", "دیدار چنین رکوردی ندارد"),
    ("Didar is failing (HTTP {status})", "دیدار خطا می‌دهد (HTTP {status})"),
    ("Didar refused the API key", "دیدار کلید API را نپذیرفت"),
    (
        "Didar refused the API key in the Authorization header",
        "دیدار کلید API سرآیند Authorization را نپذیرفت",
    ),
    ("Didar refused the request", "دیدار درخواست را نپذیرفت"),
    ("Didar refused the request: {message}", "دیدار درخواست را نپذیرفت: {message}"),
    (
        "Didar refused to save this; upstreamMessage has its words",
        "دیدار این را ذخیره نکرد؛ متن پاسخش در upstreamMessage است",
    ),
    ("Didar refuses further calls for now", "دیدار فعلاً فراخوانی بیشتری نمی‌پذیرد"),
    (
        "Didar says there is such a {noun} already, and it was not found",
        "دیدار می‌گوید این {noun} از پیش هست، ولی پیدا نشد",
    ),
    (
        "Didar says there is such a {noun} already; it could not be looked up",
        "دیدار می‌گوید این {noun} از پیش هست؛ جست‌وجوی آن ممکن نشد",
    ),
    ("Didar's answer could not be read", "پاسخ دیدار خوانده نشد"),
    (
        "Didar's answer could not be read at {path}: {reason}",
        "پاسخ دیدار در {path} خوانده نشد: {reason}",
    ),
    ("Didar's search does not take this field", "جست‌وجوی دیدار این فیلد را نمی‌پذیرد"),
    (
        "Didar's value could not be read: expected {expected}",
        "مقدار دیدار خوانده نشد: باید {expected} باشد",
    ),
    ("Introspection asks for too much at once", "introspection یک‌جا بیش از اندازه می‌خواهد"),
    (
        "More requests a second than this token may send",
        "درخواست‌ها در ثانیه بیش از سهم این توکن است",
    ),
    ("Mutations go over POST", "mutation فقط با POST فرستاده می‌شود"),
    ("PersistedQueryNotFound", "PersistedQueryNotFound"),
    ("Requests are GET or POST", "درخواست با GET یا POST است"),
    ("Requests must be application/json in UTF-8", "درخواست باید application/json با UTF-8 باشد"),
    ("Syntax error", "خطای نحوی"),
    ("Syntax error: a string has no end", "خطای نحوی: یک رشته پایان ندارد"),
    (
        "Syntax error: an escape in a string stands for no character",
        "خطای نحوی: یک escape در رشته نشانهٔ هیچ نویسه‌ای نیست",
    ),
    ("Syntax error: {expected}", "خطای نحوی: {expected}"),
    ("The JSON holds more than {most} values", "JSON بیش از {most} مقدار دارد"),
    (
        "The account's custom fields are not known yet: Didar could not be asked",
        "فیلدهای اضافی حساب هنوز معلوم نیست: پرسیدن از دیدار ممکن نشد",
    ),
    (
        "The account's custom fields are not known yet: Didar could not be asked. Try later",
        "فیلدهای اضافی حساب هنوز معلوم نیست: پرسیدن از دیدار ممکن نشد. کمی بعد تلاش کنید",
    ),
    (
        "The account's custom fields could not be read: {failed}",
        "فیلدهای اضافی حساب خوانده نشد: {failed}",
    ),
    (
        "The answer would hold more than {most} MB; select less, or ask for fewer rows",
        "پاسخ از {most} مگابایت بیشتر می‌شود؛ فیلدهای کمتر یا سطرهای کمتری بخواهید",
    ),
    ("The body could not be read", "بدنه خوانده نشد"),
    ("The body did not arrive in time", "بدنه به‌موقع نرسید"),
    (
        "The body holds {count} operations; at most {most} are taken at once",
        "بدنه {count} عملیات دارد؛ حداکثر {most} در یک بار پذیرفته می‌شود",
    ),
    ("The body is larger than {most} bytes", "بدنه از {most} بایت بزرگ‌تر است"),
    ("The body is not JSON", "بدنه JSON نیست"),
    ("The body must be a JSON object", "بدنه باید یک شیء JSON باشد"),
    (
        "The connection to Didar broke before its answer was whole",
        "اتصال به دیدار پیش از کامل شدن پاسخ قطع شد",
    ),
    (
        "The cursor cannot be used: it belongs to another filter or account",
        "این cursor به کار نمی‌آید: از آنِ فیلتر یا حساب دیگری است",
    ),
    (
        "The cursor cannot be used: it is not one of this gateway",
        "این cursor به کار نمی‌آید: ساختهٔ این درگاه نیست",
    ),
    (
        "The cursor cannot be used: it was made by another version of the gateway",
        "این cursor به کار نمی‌آید: ساختهٔ نسخهٔ دیگری از درگاه است",
    ),
    ("The document has more than {most} directives", "سند بیش از {most} directive دارد"),
    ("The document has more than {most} tokens", "سند بیش از {most} token دارد"),
    ("The document has no operation of this name", "سند عملیاتی با این نام ندارد"),
    ("The document has several operations; name one", "سند چند عملیات دارد؛ نام یکی را بدهید"),
    ("The document selects more than {most} {what}", "سند بیش از {most} {what} می‌خواهد"),
    (
        "The document's brackets nest deeper than {most} levels",
        "پرانتزهای سند بیش از {most} سطح تودرتوست",
    ),
    (
        "The document's selections nest deeper than {most} levels",
        "انتخاب‌های سند بیش از {most} سطح تودرتوست",
    ),
    (
        "The entry \"{name}\" is there twice in one input object",
        "«{name}» در یک ورودی دو بار آمده است",
    ),
    ("The gateway failed; the fault is its own", "درگاه خطا کرد؛ اشکال از خود آن است"),
    (
        "The gateway has as many requests as it takes at once; try again soon",
        "درگاه تا سقف هم‌زمان درخواست دارد؛ کمی بعد تلاش کنید",
    ),
    (
        "The key \"{key}\" stands for different fields; use aliases",
        "کلید «{key}» برای فیلدهای متفاوت آمده است؛ نام مستعار (alias) بدهید",
    ),
    (
        "The parameter \"query\" must be a string that is not empty",
        "پارامتر query باید رشته‌ای ناتهی باشد",
    ),
    ("The parameter \"{name}\" must be {form}", "پارامتر «{name}» باید {form} باشد"),
    (
        "The request took longer than it may; a save that was sent goes on",
        "درخواست بیش از زمان مجاز طول کشید؛ ذخیره‌ای که فرستاده شده ادامه دارد",
    ),
    (
        "The request's time was over; this was not sent to Didar",
        "زمان درخواست تمام شده بود؛ این به دیدار فرستاده نشد",
    ),
    (
        "The save could not be recorded under its idempotency key, so it was not sent; try again",
        "ذخیره با کلید تکرارپذیری‌اش ثبت نشد و فرستاده نشد؛ دوباره تلاش کنید",
    ),
    ("The token is not valid", "توکن معتبر نیست"),
    (
        "This gateway answers the documents of its list only",
        "این درگاه فقط سندهای فهرست خود را پاسخ می‌دهد",
    ),
    (
        "This gateway asks for a token: send \"Authorization: Bearer …\"",
        "این درگاه توکن می‌خواهد: «Authorization: Bearer …» بفرستید",
    ),
    ("This gateway does not tell its schema", "این درگاه اسکیمای خود را نشان نمی‌دهد"),
    (
        "This gateway is open to this machine only and is not asked by this name; if it should be, name it with --allowed-host",
        "این درگاه فقط برای همین ماشین باز است و با این نام پرسیده نمی‌شود؛ اگر باید بشود، با --allowed-host نام ببرید",
    ),
    (
        "This operation has taken {most} calls to Didar, and no more are allowed; ask for less",
        "این عملیات {most} فراخوانی دیدار گرفته و بیش از آن مجاز نیست؛ کمتر بخواهید",
    ),
    ("This token may read and not change anything", "با این توکن فقط می‌توان خواند و نه تغییر داد"),
    (
        "Too many calls to Didar were under way; this one was not sent",
        "فراخوانی‌های هم‌زمان دیدار بیش از اندازه بود؛ این یکی فرستاده نشد",
    ),
    (
        "Too many idempotency keys were used within 24 hours; nothing was saved",
        "در ۲۴ ساعت کلیدهای تکرارپذیری بیش از اندازه به کار رفته است؛ چیزی ذخیره نشد",
    ),
    (
        "Too many large answers are under way; select less, or ask again later",
        "پاسخ‌های بزرگ در راه بیش از اندازه است؛ کمتر بخواهید یا کمی بعد بپرسید",
    ),
    ("Variable \"${name}\" of type \"{ty}\" {why}", "متغیر «${name}» از نوع {ty}: {why}"),
    (
        "What Didar answered to this save is not kept any more, and Didar has no call that reads this record alone; the id is its own",
        "پاسخ دیدار به این ذخیره دیگر نگه داشته نشده و دیدار راهی برای خواندن این رکورد به‌تنهایی ندارد؛ شناسه درست است",
    ),
    ("__typename has no arguments", "__typename آرگومان نمی‌گیرد"),
    (
        "__typename is a text: nothing can be selected of it",
        "__typename متن است و چیزی از آن انتخاب نمی‌شود",
    ),
    (
        "a mobile number has no extension; workPhone takes one",
        "شمارهٔ همراه داخلی ندارد؛ workPhone داخلی می‌پذیرد",
    ),
    ("a note is always done", "یادداشت همیشه انجام‌شده است"),
    ("a note is not due; give a typeId too", "یادداشت سررسید ندارد؛ typeId هم بدهید"),
    (
        "an empty list finds nothing; leave it out, or name at least one",
        "فهرست خالی چیزی پیدا نمی‌کند؛ آن را ندهید یا دست‌کم یکی را نام ببرید",
    ),
    (
        "an empty list is no condition; leave it out, or name at least one",
        "فهرست خالی شرط نیست؛ آن را ندهید یا دست‌کم یکی را نام ببرید",
    ),
    (
        "an empty text is no condition; isSet: false finds those without a value",
        "متن خالی شرط نیست؛ isSet: false رکوردهای بی‌مقدار را پیدا می‌کند",
    ),
    ("an empty text is no condition; leave it out", "متن خالی شرط نیست؛ آن را ندهید"),
    ("an enumeration value is written without quotes", "مقدار enum بی گیومه نوشته می‌شود"),
    ("at least one of from and to must be given", "دست‌کم یکی از from و to لازم است"),
    ("at most {most}", "حداکثر {most}"),
    ("at most {most} a page", "حداکثر {most} در هر صفحه"),
    ("at most {most} at once", "حداکثر {most} مورد در یک بار"),
    ("at most {most} items", "حداکثر {most} مورد"),
    ("cannot be taken away", "برداشتنی نیست"),
    ("cannot be written", "نوشتنی نیست"),
    (
        "entry {first} of this list has the same code; make them one",
        "مورد {first} همین فهرست همین کد را دارد؛ هر دو را یکی کنید",
    ),
    (
        "entry {first} of this list is the same {noun}; make them one",
        "مورد {first} همین فهرست همین {noun} است؛ هر دو را یکی کنید",
    ),
    ("exactly one entry must be given", "دقیقاً یک مورد لازم است"),
    ("exactly one of its fields must be given", "دقیقاً یکی از فیلدهایش لازم است"),
    ("expected 0 to 100", "باید از 0 تا 100 باشد"),
    ("expected 0 to {most}", "باید از 0 تا {most} باشد"),
    ("expected a GUID", "باید یک GUID باشد"),
    (
        "expected a day of the Solar Hijri calendar such as 1404-02-15",
        "باید روزی از تقویم خورشیدی باشد، مانند 1404-02-15",
    ),
    (
        "expected a decimal number of at most {most} digits",
        "باید عددی ده‌دهی با حداکثر {most} رقم باشد",
    ),
    (
        "expected a media type such as application/pdf",
        "باید یک media type باشد، مانند application/pdf",
    ),
    ("expected a name without a folder", "باید نامی بدون پوشه باشد"),
    ("expected a phone number", "باید شمارهٔ تلفن باشد"),
    ("expected a text", "باید متن باشد"),
    (
        "expected a value; to take the stored one away, give null for the whole",
        "مقداری لازم است؛ برای برداشتن مقدار ذخیره‌شده، برای کل آن null بدهید",
    ),
    ("expected a whole number", "باید عددی صحیح باشد"),
    (
        "expected a whole number such as 09121234567, or one with + and the code of its country",
        "باید شمارهٔ کامل باشد، مانند 09121234567، یا با + و کد کشور",
    ),
    (
        "expected an ISO-8601 instant such as 2026-01-05T08:00:00.000Z",
        "باید زمانی به شکل ISO-8601 باشد، مانند 2026-01-05T08:00:00.000Z",
    ),
    ("expected an e-mail address", "باید نشانی ایمیل باشد"),
    ("expected one phone number", "باید یک شمارهٔ تلفن باشد"),
    ("expected true or false", "باید true یا false باشد"),
    ("expected {expected}, found {found}", "باید {expected} باشد، نه {found}"),
    ("expected {names}", "باید {names} باشد"),
    (
        "extensions.persistedQuery.sha256Hash is not the hash of the query",
        "extensions.persistedQuery.sha256Hash هش این کوئری نیست",
    ),
    (
        "finds no records that point to another one",
        "رکوردهایی را که به رکورد دیگری اشاره دارند پیدا نمی‌کند",
    ),
    ("finds {nouns} of {key} {word} alone", "فقط {nouns} را با {key} برابر {word} پیدا می‌کند"),
    ("from must not be larger than to", "from نباید بزرگ‌تر از to باشد"),
    ("from must not be later than to", "from نباید پس از to باشد"),
    ("give either this or id", "یا این را بدهید یا id را"),
    ("give this or contactIds", "این یا contactIds را بدهید"),
    ("give this, or match", "این یا match را بدهید"),
    ("has a list of more than {most} items", "فهرستی با بیش از {most} مورد دارد"),
    (
        "has {count} entries; at most {most} are taken",
        "{count} مورد دارد؛ حداکثر {most} پذیرفته می‌شود",
    ),
    (
        "has {length} characters; at most {most} are taken",
        "{length} نویسه دارد؛ حداکثر {most} پذیرفته می‌شود",
    ),
    ("holds the control character {code}", "نویسهٔ کنترلی {code} در آن است"),
    ("is not Base64", "Base64 نیست"),
    ("is not in the one that is named beside it", "در آنچه کنارش نام برده شده نیست"),
    ("is required and was not given", "لازم است و داده نشده"),
    ("is the new record's, and not to be given here", "از آنِ رکورد تازه است و اینجا داده نمی‌شود"),
    ("is too large", "بیش از اندازه بزرگ است"),
    ("must be more than nought", "باید بزرگ‌تر از صفر باشد"),
    ("must be {word}", "باید {word} باشد"),
    ("must fit into 32 bits", "باید در ۳۲ بیت جا شود"),
    ("must have 1 to {most} characters", "باید 1 تا {most} نویسه داشته باشد"),
    (
        "must lie between 1930-01-01T00:00:00.000Z and 9999-12-01T00:00:00.000Z",
        "باید میان 1930-01-01T00:00:00.000Z و 9999-12-01T00:00:00.000Z باشد",
    ),
    ("must not be empty", "نباید خالی باشد"),
    ("must not be more than the price of one", "نباید بیش از قیمت واحد باشد"),
    ("must not be negative", "نباید منفی باشد"),
    ("must not be null", "نباید null باشد"),
    ("must stay", "باید بماند"),
    (
        "names another record than the one whose list this is",
        "رکورد دیگری را نام می‌برد، نه آن که این فهرست از آنِ اوست",
    ),
    ("names no code", "کدی ندارد"),
    ("no such criterion", "چنین شرطی نیست"),
    ("no such option; there are {options}", "چنین گزینه‌ای نیست؛ این‌ها هست: {options}"),
    ("no such test for this kind of field", "این نوع فیلد چنین آزمونی ندارد"),
    ("no such value", "چنین مقداری نیست"),
    ("nothing matches", "چیزی پیدا نشد"),
    (
        "nothing matches, and a new record would not match either: the input has another value for what is looked for",
        "چیزی پیدا نشد و رکورد تازه هم همخوان نمی‌شود: ورودی برای آنچه جست‌وجو می‌شود، مقدار دیگری دارد",
    ),
    ("says again what another entry says", "همان را می‌گوید که مورد دیگری گفته است"),
    ("the account has no such field", "این فیلد در حساب نیست"),
    (
        "the account has no such field; there are {fields}",
        "این فیلد در حساب نیست؛ این‌ها هست: {fields}",
    ),
    ("the account has no such {noun}", "این {noun} در حساب نیست"),
    ("the account has no {noun} that could be the first", "حساب {noun} نخست ندارد"),
    (
        "the field has no such option; there are {options}",
        "این فیلد چنین گزینه‌ای ندارد؛ این‌ها هست: {options}",
    ),
    ("the field {key} already has a value at {place}", "فیلد {key} در {place} مقدار گرفته است"),
    (
        "the field {key} takes its value under \"{expected}\"",
        "مقدار فیلد {key} زیر «{expected}» داده می‌شود",
    ),
    (
        "the field {key} takes one condition, with its tests joined by OR, and already has one at {place}",
        "فیلد {key} یک شرط می‌گیرد که آزمون‌هایش با OR پیوند می‌خورند، و در {place} یکی دارد",
    ),
    (
        "the field {key} takes tests under \"{expected}\"",
        "آزمون‌های فیلد {key} زیر «{expected}» داده می‌شوند",
    ),
    (
        "the gateway has as many connections open as it may; nothing was sent",
        "درگاه تا سقف مجاز اتصال باز دارد؛ چیزی فرستاده نشد",
    ),
    ("the key was used for another input", "این کلید برای ورودی دیگری به کار رفته است"),
    ("the patch names nothing to change", "patch چیزی برای تغییر ندارد"),
    ("the text of a note stands here", "متن یادداشت اینجا می‌آید"),
    ("the text of a note stands in result", "متن یادداشت در result می‌آید"),
    (
        "the value is missing; null takes the stored one away",
        "مقدار داده نشده؛ null مقدار ذخیره‌شده را برمی‌دارد",
    ),
    (
        "the year looks like a Solar Hijri one; use a JalaliDate field, or convert it first",
        "سال خورشیدی به نظر می‌آید؛ از فیلد JalaliDate استفاده کنید یا اول تبدیلش کنید",
    ),
    (
        "the zero GUID is nobody; leave it out to mean anyone",
        "GUID صفر کسی نیست؛ برای «هر کس» آن را ندهید",
    ),
    ("the {noun} that matches is no {word}", "{noun} که پیدا شد {word} نیست"),
    ("the {noun} that matches is of {name} {word}", "{noun} که پیدا شد {name} برابر {word} دارد"),
    ("there is no {noun} of this id", "{noun} با این شناسه پیدا نشد"),
    ("there is nothing in it to compare", "چیزی برای مقایسه در آن نیست"),
    ("there is such a {noun} already", "این {noun} از پیش هست"),
    ("this field does not belong to {nouns}", "این فیلد از آنِ {nouns} نیست"),
    ("this field was deleted in Didar", "این فیلد در دیدار حذف شده است"),
    (
        "this may take {calls} calls to Didar, and {most} are allowed; {part} alone takes {of_part}. Ask for fewer rows, or for this part in a request of its own",
        "این ممکن است {calls} فراخوانی دیدار بگیرد و {most} مجاز است؛ {part} به‌تنهایی {of_part} می‌گیرد. سطرهای کمتری بخواهید، یا این بخش را در درخواستی جدا",
    ),
    (
        "this {noun} is not in the one that the filter names beside it",
        "این {noun} در آنچه فیلتر کنارش نام می‌برد نیست",
    ),
    (
        "too many calls wait for Didar; nothing was sent",
        "فراخوانی‌های در انتظار دیدار بیش از اندازه است؛ چیزی فرستاده نشد",
    ),
    (
        "too many large answers of Didar are being read; ask for fewer rows, or again later",
        "پاسخ‌های بزرگ دیدار که خوانده می‌شوند بیش از اندازه‌اند؛ سطرهای کمتری بخواهید یا کمی بعد بپرسید",
    ),
    (
        "unknown field \"{name}\" of type \"{named}\".{proposal}",
        "نوع {named} فیلدی به نام «{name}» ندارد.{proposal}",
    ),
    (
        "variable \"${name}\" of type \"{ours}\" used in position expecting type \"{theirs}\"",
        "متغیر «${name}» از نوع {ours} در جای نوع {theirs} به کار رفته است",
    ),
    (
        "{failed}; it may have been saved: look for it in Didar before you create it again; an upsert looks by itself",
        "{failed}؛ شاید ذخیره شده باشد: پیش از ساختن دوباره، در دیدار دنبالش بگردید؛ upsert خودش می‌گردد",
    ),
    (
        "{failed}; it may have been saved: read the record, or send the same changes again",
        "{failed}؛ شاید ذخیره شده باشد: رکورد را بخوانید یا همین تغییرها را دوباره بفرستید",
    ),
    (
        "{key} ({title}) is not used in the {around} that the {noun} is in",
        "{key} ({title}) در {around} این {noun} به کار نمی‌رود",
    ),
    (
        "{matches} {nouns} match; update one of them by its id",
        "از {nouns} {matches} تا پیدا شد؛ یکی را با شناسه‌اش تغییر دهید",
    ),
    (
        "{matches} {nouns} match; which of them is meant is not known",
        "از {nouns} {matches} تا پیدا شد؛ معلوم نیست کدام منظور است",
    ),
    ("{month} of {year} has {days} days", "{month} {year} {days} روز دارد"),
    ("{name} is missing", "{name} داده نشده است"),
    ("{nouns} cannot be found by a field of this kind", "{nouns} با این نوع فیلد پیدا نمی‌شوند"),
    ("{one} or {other}", "{one} یا {other}"),
    ("{path}: {message}", "{path}: {message}"),
];

/// What messages speak of.
const WORDS: Pairs = &[
    ("Aban", "آبان"),
    ("Azar", "آذر"),
    ("Bahman", "بهمن"),
    ("Dey", "دی"),
    ("Esfand", "اسفند"),
    ("Farvardin", "فروردین"),
    ("Khordad", "خرداد"),
    ("Mehr", "مهر"),
    ("Mordad", "مرداد"),
    ("Ordibehesht", "اردیبهشت"),
    ("Shahrivar", "شهریور"),
    ("Tir", "تیر"),
    ("a GUID", "GUID"),
    ("a boolean", "بله یا خیر"),
    ("a list", "فهرست"),
    ("a list of GUIDs", "فهرستی از GUIDها"),
    ("a list of labelled values", "فهرستی از مقدارهای برچسب‌دار"),
    ("a list of texts", "فهرستی از متن‌ها"),
    ("a number", "عدد"),
    ("a string", "رشته"),
    ("a text", "متن"),
    ("activities", "فعالیت‌ها"),
    ("activity", "فعالیت"),
    ("activity type", "نوع فعالیت"),
    ("activity types", "نوع‌های فعالیت"),
    ("an ISO-8601 instant of 1930 to 9999", "زمانی به شکل ISO-8601 از 1930 تا 9999"),
    ("an enumeration value", "مقدار enum"),
    ("an integer", "عدد صحیح"),
    ("an object", "شیء"),
    ("attachment", "پیوست"),
    ("attachments", "پیوست‌ها"),
    ("case", "کارت"),
    ("cases", "کارت‌ها"),
    ("cities", "شهرها"),
    ("city", "شهر"),
    ("contact", "مخاطب"),
    ("contacts", "مخاطب‌ها"),
    ("deal", "معامله"),
    ("deals", "معامله‌ها"),
    ("fields at its root", "فیلد در ریشه"),
    ("fields, with its fragments spread", "فیلد، با باز شدن فرگمنت‌ها،"),
    ("item", "قلم"),
    ("items", "اقلام"),
    ("label", "برچسب"),
    ("labels", "برچسب‌ها"),
    ("pipeline", "کاریز"),
    ("pipelines", "کاریزها"),
    ("product", "محصول"),
    ("product categories", "دسته‌های محصول"),
    ("product category", "دستهٔ محصول"),
    ("products", "محصول‌ها"),
    ("province", "استان"),
    ("provinces", "استان‌ها"),
    ("stage", "مرحله"),
    ("stages", "مرحله‌ها"),
    ("true or false", "true یا false"),
    ("user", "کاربر"),
    ("users", "کاربرها"),
    ("variant", "تنوع"),
    ("variant of the product", "تنوع محصول"),
    ("variants", "تنوع‌ها"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn places(template: &str) -> Vec<&str> {
        let mut places: Vec<_> = template
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn each_is_there_once_and_has_the_same_places() {
        let mut seen = BTreeSet::new();
        for (english, persian) in MESSAGES.iter().chain(WORDS) {
            assert!(seen.insert(english), "twice: {english}");
            assert_eq!(places(english), places(persian), "{english}");
        }
    }

    /// The letters of this keyboard, and no others.
    #[test]
    fn it_is_written_in_persian_letters() {
        for (_, persian) in MESSAGES.iter().chain(WORDS) {
            assert!(!persian.contains(['ي', 'ك', 'ة']), "{persian}");
        }
    }
}
