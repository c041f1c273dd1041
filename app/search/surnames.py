"""Surnames of China and Korea: how they are split off, and how they are customarily written.

Korean: the customary spellings in passports beside the Revised Romanization and McCune-Reischauer.
Chinese: surnames of two characters after the Hundred Family Surnames, those whose reading as a
surname differs (Xiandai Hanyu Cidian), and the customary spellings of Hong Kong's registry and of
Hokkien, Teochew, Hakka and Cantonese in Singapore and Malaysia.
"""

from typing import Final

_DOUBLE: Final = """
欧阳 歐陽 司马 司馬 司徒 诸葛 諸葛 上官 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 夏侯 东方
東方 长孙 長孫 宇文 端木 独孤 獨孤 南宫 南宮 呼延 轩辕 軒轅 东郭 東郭 范姜 張簡 范徐
鮮于
"""
DOUBLE: Final = frozenset(_DOUBLE.split())
AS_SURNAME: Final = {
    **dict.fromkeys("单單", "shan"),
    **dict.fromkeys("区區", "ou"),
    **dict.fromkeys("缪繆", "miao"),
    **dict.fromkeys("盖蓋", "ge"),
    "仇": "qiu",
    "曾": "zeng",
    "解": "xie",
    "任": "ren",
    "查": "zha",
    "朴": "piao",
    "翟": "zhai",
    "覃": "qin",
    "冼": "xian",
    "员": "yun",
    "尉": "wei",
    "召": "shao",
    "华": "hua",
    "種": "chong",
    "种": "chong",
    "黑": "he",
    "秘": "bi",
    "褚": "chu",
    "洗": "xian",
    "乜": "nie",
    "乐": "yue",
    "樂": "yue",
    "葛": "ge",
    "訾": "zi",
    "郗": "xi",
    "晟": "cheng",
    "曲": "qu",
    "薄": "bo",
}
_SPELT: Final = """
王 wong ong heng
李 lee li lei
张張 cheung cheong teo teoh tiong chong
刘劉 lau low liu liew lao
陈陳 chan tan chin chen ting
杨楊 yeung yeong yeo yeoh yong young
黄黃 wong ng ooi wee huang bong vong oei
赵趙 chiu tio teo chew jiu
吴吳 ng goh gho go wu eng
周 chow chiu chew chiew chou
徐 tsui chui chee swee choi
孙孫 suen sun soon sng
马馬 ma mah beh
朱 chu choo gee chee
胡 wu woo oh foo aw
郭 kwok kwek quek kueh kuok
何 ho hoe hor
高 ko koh kow
林 lam lim ling lum
罗羅 law lo loh loke
郑鄭 cheng tay tee teh chang the
梁 leung leong neo liang neoh niu
谢謝 tse chia cheah seah chea
宋 sung song soong
唐 tong tng tang
许許 hui khoo koh khor kho hee hoi khaw
韩韓 hon hang han
冯馮 fung pang foong pung
邓鄧 tang teng thang dang
曹 tso choo chow cho
彭 pang phang pheh
曾 tsang chan chang chen tseng chng
萧蕭肖 siu siew seow seah siaw
田 tin chan tien
董 tung tang
潘 poon phua phoon
袁 yuen wan yuan
蔡 choi tsoi chua chuah toy choy chai tjoa tsai
蒋蔣 tseung cheong chiang cheo
余 yu yee eu er
于 yu yee
杜 to toh doh tow
叶葉 yip ip yap yeap
程 ching thia cheng
苏蘇 so soh saw
魏 ngai wee gui
吕呂 lui loo lu loi looi lui
丁 ting teng ding
任 yam jim lim
沈 shum sim sham sum sam
姚 yiu yeow yew io
卢盧 lo loh low lu loo
姜 keung kiang keong
崔 tsui chui
钟鍾 chung cheong cheng chong
谭譚 tam tham thum
陆陸 luk loke lok
汪 wong ong wang
范 fan huam hwan fam
石 shek sek chioh shih seck
廖 liu liew leow leaw liau
贾賈 ka kia kah
夏 ha hah hay
韦韋 wai wee wei
付傅 fu poh foo fuh poh
方 fong png pung hng hong
白 pak peh pek
邹鄒 chau chew chow
孟 mang beng meng
熊 hung him
秦 chun chin
邱 yau khoo hew kew chew khu yow hew koo
江 kong kang kang
尹 wan yoon
薛 sit see sih
闫阎閻 yim giam
侯 hau how hau kow
龙龍 lung leong leng
史 sze see soo
陶 to toh tow
黎 lai loi lay
贺賀 ho hor
顾顧 koo koh
毛 mo mo moh
郝 kwok hok
龚龔 kung keng kiong
邵 siu shiao seow
万萬 man ban buan
钱錢 chin chee
严嚴 yim yam giam ngiam
戴 tai tay
莫 mok moh bok
孔 hung khong kong
向 heung hiong
汤湯 tong teng tng thong
温溫 wan oon boon woon voon wun
康 hong kng khong
施 sze see sze shih si
文 man boon mun
牛 ngau goo gu
樊 fan
葛 kot kuah
邢 ying heng
安 on an
翁 yung ang eng yong
符 fu foo poo
洪 hung ang hong
颜顏 ngan gan
甘 kam kum
柯 o qua quah kua
卓 cheuk toh tok
欧区歐區 au ow auyong au
冼 sin sian
骆駱 lok loke loh
关關 kwan kuan
简簡 kan kan gan
连連 lin lian
饶饒 yiu yeo jau
纪紀 kei kee
古 ku koo
麦麥 mak mai bek
庄莊 chong chng cheng chuang
辜 koo koh
涂塗 to thoo
官 kwun kuan
阮 yuen nguan
伍 ng goh
岑 shum sim
凌 ling leng
欧阳歐陽 auyeung auyong owyong auyang
司徒 szeto seeto soo
张簡 cheung
"""
_SPELT_IN_KOREA: Final = """
김 kim gim
이 lee yi rhee ri i
리 lee yi rhee ri
박 park bak pak
최 choi choe
정 jung chung jeong chong
강 kang gang
조 cho jo
윤 yoon yun
장 chang jang
임 lim im yim
림 lim rim im
한 han
오 oh o
서 seo suh so
신 shin sin
권 kwon gwon
황 hwang
안 ahn an
송 song
류 ryu yoo yu ryoo
유 yoo yu ryu
전 jun jeon chun chon
홍 hong
고 ko go koh
문 moon mun
손 son sohn
양 yang ryang
배 bae pae
백 baek paik paek back
허 heo hur huh ho
노 noh roh no
로 ro roh
남 nam
심 shim sim
하 ha
곽 kwak gwak
성 sung seong song
차 cha
주 joo ju chu
우 woo u
구 koo gu ku goo
나 na ra
라 ra na
민 min
진 jin chin
지 ji chi
엄 um eom uhm
채 chae
원 won
천 chun cheon chon
방 bang pang
공 kong gong
현 hyun hyeon hyon
함 ham
변 byun byeon pyon
염 yum yeom
여 yeo yuh
추 choo chu
도 do to
소 so
석 seok suk sok
선 sun seon son
설 sul seol sol
마 ma
길 gil kil
연 yeon yun yon ryon
위 wi
표 pyo
명 myung myeong myong
기 ki gi
반 ban pan
왕 wang
금 keum geum kum
옥 ok
육 yook yuk
인 in
맹 maeng
제 je
모 mo
탁 tak
국 kook guk kuk
어 eo uh
은 eun
편 pyun pyeon
용 yong
예 ye
경 kyung gyeong kyong
봉 bong
사 sa
부 boo bu pu
태 tae
렴 ryom yeom
"""


def _spellings(table: str) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for line in table.split("\n"):
        written, *spelt = line.split() or [""]
        for each in [written] if len(written) > 1 and written in DOUBLE else written:
            made[each] = tuple(dict.fromkeys((*made.get(each, ()), *spelt)))
    return made


CHINESE: Final = _spellings(_SPELT)
KOREAN: Final = _spellings(_SPELT_IN_KOREA)
