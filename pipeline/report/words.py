"""Every fixed word of the pages, in English and Chinese. Sentences with {names} are filled by `say`."""

from functools import lru_cache

from pipeline.report.texts import Text
from pipeline.report.words_of_suspects import SUSPECT_WORDS

PAGE_WORDS: dict[str, Text] = {
    "report": Text("Suspect report", "疑似假货报告"),
    "skip": Text("Skip to the list", "跳到列表"),
    "night": Text("Night", "日期"),
    "all_brands": Text("All brands", "全部品牌"),
    "language": Text("中文", "English"),
    "theme": Text("Light / dark", "明 / 暗"),
    "model": Text("Model", "模型"),
    "suspects_only": Text(
        "Suspects, never confirmed counterfeit. Every row is a question to a person.",
        "仅为疑似，绝非确认假货。每一行都需要人来判断。",
    ),
    "banners": Text("Read this first", "请先阅读"),
    "rules_banner": Text(
        "No trained model scored this night: the scores are rules of thumb, good for order, not as probabilities.",
        "今晚没有训练好的模型：分数来自经验规则，可用于排序，不能当作概率。",
    ),
    "withheld_row": Text("{platform}: its lists are withheld tonight. {why}", "{platform}：今晚的名单暂不发布。{why}"),
    "at_a_glance": Text("The night at a glance", "今晚概览"),
    "records_read": Text("records read", "读取记录"),
    "records_kept": Text("kept", "保留"),
    "records_rejected": Text("rejected", "拒收"),
    "records_repeated": Text("repeated", "重复"),
    "suspects_listed": Text("suspects to review", "待审疑似"),
    "brands_listed": Text("brands with suspects", "有疑似的品牌"),
    "brands_read": Text("brands in all", "品牌总数"),
    "accounts_add_up": Text("read = kept + rejected + repeated: holds", "读取 = 保留 + 拒收 + 重复：成立"),
    "accounts_do_not_add_up": Text(
        "read = kept + rejected + repeated does NOT hold", "读取 = 保留 + 拒收 + 重复：不成立"
    ),
    "by_brand": Text("Suspects by brand", "各品牌疑似"),
    "find_brand": Text("Find a brand", "查找品牌"),
    "brand": Text("Brand", "品牌"),
    "harm_tier_1": Text("can hurt people", "可能伤害人身"),
    "harm_tier_2": Text("misleads about quality or safety", "误导质量或安全"),
    "harm_tier_3": Text("costs money only", "仅造成钱财损失"),
    "sector_bands": Text(
        "For this sector, act begins at {act} and ask the brand at {ask_brand}.",
        "本行业从 {act} 起列入“处置”，从 {ask_brand} 起列入“请品牌确认”。",
    ),
    "total": Text("Rows", "行数"),
    "top_score": Text("Top score", "最高分"),
    "value_at_risk": Text("Value at risk, USD", "涉险金额（美元）"),
    "files": Text("Files", "文件"),
    "page": Text("Page", "网页"),
    "top_suspects": Text("Highest scores of the night", "今晚最高分"),
    "top_suspects_none": Text("No suspect was listed tonight.", "今晚没有列出疑似商品。"),
    "sources": Text("What was read", "读取情况"),
    "source_file": Text("Source file", "来源文件"),
    "rejects": Text("What could not be used", "无法使用的内容"),
    "rejects_none": Text("Nothing was rejected.", "没有拒收内容。"),
    "kind": Text("Kind", "类别"),
    "reason_code": Text("Reason", "原因"),
    "how_many": Text("Count", "数量"),
    "withheld": Text("Withheld, and why", "暂不发布及原因"),
    "withheld_none": Text("Nothing is withheld tonight.", "今晚没有暂不发布的内容。"),
    "without_catalogue": Text("Brands without a usable catalogue", "没有可用目录的品牌"),
    "without_catalogue_none": Text("Every brand's catalogue could be used.", "所有品牌目录均可使用。"),
    "no_page": Text(
        "has no page: its id cannot be a folder name on every system. "
        "Rename its catalogue folder to letters, digits, - and _.",
        "没有页面：其编号无法在所有系统上用作文件夹名。请把目录文件夹改名为字母、数字、- 和 _。",
    ),
    "notes": Text("How to read this", "阅读说明"),
    "note_suspects": Text(
        "These are suspects, never confirmed counterfeit. "
        "A nightly run sees a listing hours after it went live; it cannot block publication.",
        "这里只有疑似，绝非确认假货。夜间任务在商品上架数小时后才看到它，无法阻止上架。",
    ),
    "note_audit": Text(
        "Audit rows were drawn at random, with a known probability, to measure what the model misses. "
        "They are not there because they look suspicious. Judge them like any other.",
        "抽查行按已知概率随机抽取，用来衡量模型漏掉了什么，并非因为可疑。请与其他行同样判断。",
    ),
    "note_score": Text(
        "The score estimates how likely a settled verdict would be counterfeit. "
        "Of 100 rows at 30 %, about 30 should prove counterfeit.",
        "分数估计最终裁定为假冒的可能性。100 行 30% 的商品，约有 30 行会被证实为假冒。",
    ),
    "note_score_rules": Text(
        "The score is a rule of thumb that orders the rows. It is not a calibrated probability.",
        "分数是用于排序的经验规则，不是校准过的概率。",
    ),
    "note_photo": Text(
        "A photo match says that the photo was copied. It never says that the product is genuine or fake.",
        "图片匹配只说明图片被复制，不说明商品是真是假。",
    ),
    "note_personal": Text(
        "These pages name sellers. Treat them as personal data, and do not publish them.",
        "页面包含卖家信息，请按个人数据处理，勿公开。",
    ),
    "metrics": Text("How the model did when it was judged", "模型评估结果"),
    "metric": Text("Measure", "指标"),
    "value": Text("Value", "数值"),
    "counts": Text("Counts of the run", "运行计数"),
    "what": Text("What", "项目"),
}

WORDS: dict[str, Text] = {**PAGE_WORDS, **SUSPECT_WORDS}


@lru_cache(maxsize=8192, typed=True)  # one night says the same few thousand sentences over and over
def say(key: str, **values: object) -> Text:
    """The words of a key with the values put in; a Text value goes in by language, others as they are."""
    words = WORDS[key]
    if not values:
        return words
    in_en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    in_zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    return Text(words.en.format(**in_en), words.zh.format(**in_zh))
