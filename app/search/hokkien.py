"""Hokkien readings of the characters of given names, as Singapore and Malaysia write them.

After Pe̍h-ōe-jī, in the customary spellings without marks; Teochew names mostly read alike.
"""

from typing import Final

_READINGS: Final = """
ah 亚亞阿
an 安
ban 万萬曼
beng 明铭銘炳
bee 美眉
bin 敏民閩
boh 茂
boo 武
boon 文
bun 文
cheng 清青正贞貞政
cheong 昌章
chin 进進振晋晉珍
chee 志治智子
cheow 潮
chew 秋
chiang 昌
chiat 哲
chik 竹
chin 真
chong 宗
choo 珠
choon 春俊
chor 初
chuan 泉川全传傳
chye 才财財再
ee 宜益意仪儀
eng 英荣榮永颖穎
enn 燕
eok 玉
foo 富
gek 玉
geok 玉
gim 锦錦
guan 源元原
gin 银銀
hai 海
hak 学學
han 汉漢
heng 兴興幸
hian 贤賢显顯献獻
hiang 香向
hiong 雄
ho 和好河
hoe 花和
hock 福
hoe 会會
hong 丰豐洪峰鸿鴻
hoon 云雲
hooi 惠辉輝
huat 发發法
huan 环環欢歡
hui 惠辉輝慧
hun 云雲
hup 合
hwa 华華
hwee 辉輝惠慧
jin 仁人
jit 日
joo 裕
jiunn 俊
kah 嘉加佳
kai 凯凱开開
kang 江康
kee 基奇其期
keat 杰傑吉
keng 庆慶景敬经經
keong 强強
khai 凯凱开開
kheng 庆慶
khim 琴
khoon 坤
kiat 杰傑吉
kim 金锦錦
kin 建
kian 建坚堅
kiang 强強
kiong 强強恭
kok 国國
koon 坤
kuan 源权權
kwang 光
kwee 桂贵貴
lai 来來
lam 南
lan 兰蘭
lay 丽麗礼禮
leng 龙龍灵靈玲
leong 良
lian 莲蓮连連
liang 良亮
liat 烈
lin 仁
ling 玲灵靈
liong 良龙龍
loon 伦倫
looi 蕊雷
luan 鸾鸞
mei 美
meng 明铭銘
miao 妙
moi 妹
mong 梦夢
mui 梅
nam 南
neo 娘
ngoh 五
nguan 源元
oon 恩温溫
pek 白碧
peng 平炳
pheng 平
phaik 碧
pin 敏斌
poh 宝寶保
poo 武
pow 宝寶
quee 贵貴
san 山三
sai 西
see 诗詩思
seng 成盛生胜勝星
seok 淑
siang 祥
siew 秀寿壽
siok 淑
sim 心
sin 新信
sian 仙善
sien 善
siong 祥松
sng 顺順
soo 士思
soon 顺順孙孫
suan 山选選
suat 雪
swee 瑞水
tai 大泰
tat 达達
tee 弟地
teck 德得
tek 德
teng 庭廷鼎
thai 泰
thian 天
tiam 添
tian 天展
tiang 长長
tin 珍镇鎮
tiong 中忠长長
toh 道
tong 东東栋棟
tuan 传傳
tuck 德
twee 对對
wah 华華
wai 伟偉威
wan 远遠万萬
wee 伟偉威为為
wei 伟偉威
yam 炎
yang 扬揚阳陽洋
yee 义義
yen 燕
yeok 玉若
yew 友有耀
yin 英
yong 勇容荣榮永
yoon 云雲
yuan 源元
"""


def _by_character() -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for line in _READINGS.split("\n"):
        for reading, characters in [line.split()] if line else []:
            for each in characters:
                made[each] = (*made.get(each, ()), reading)
    return made


HOKKIEN: Final = _by_character()
