-- The commonest little words of each language, by which a text's language is told. Words that two languages share count
-- for both. Compiled by the authors; MIT.
return {
  en = "the of and to in that is was for on with as by it from at his are has have this not which they were been said",
  de = "der die und den von das mit dem des ist nicht ein eine auf für sich im auch als werden wurde nach hat bei sie",
  fr = "le la les des et en du une est que pour dans qui sur pas par plus au avec son ont été cette ce sont",
  es = "el la de que los en del las un por con una para su se al más como pero fue ha sus esta este también",
  pt = "o a de que do da em um para com não uma os no se na por mais as dos foi ao das são também à",
  it = "il di che la per un in è del con una della non sono si le da dei alla nel anche più gli ha",
  nl = "de het een van en in is dat op te zijn met voor niet aan er om ook als bij door naar hij worden",
  sv = "och i att det som en på är av för med den till inte har de om ett var men jag från kan",
  da = "og i at det en den til er som på de med af for ikke der har et var fra men sig også",
  pl = "i w na z do się że nie to jest o jak od za po przez dla są ale tym oraz był który",
  tr = "ve bir bu da de için ile olarak daha çok olan gibi en kadar sonra ama ne var olduğunu",
  id = "yang dan di dengan untuk ini dari itu dalam tidak akan pada juga telah ke oleh adalah",
  ro = "și de în la a cu pe că este nu din pentru mai sunt un o care fost au dar",
  cs = "a v se na že je s z do o pro jako by byl ale za po které také jsem",
  hu = "a az és hogy nem is egy ez meg volt de azt csak mint már még vagy ki",
  fi = "ja on ei se että oli hän ovat mutta kun myös joka sen kuin jos olla ole",
  vi = "và của là có cho không được trong các với một người những này đã để khi",
}
