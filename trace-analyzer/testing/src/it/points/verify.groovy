// What the three runs of invoker.properties printed, one after the other.
String log = new File(basedir, 'build.log').text
int serial = log.indexOf('Running com.example.points.SerialTest')
int repaired = log.indexOf('Running com.example.points.RepairedTest')
assert serial > 0 && repaired > serial

String racy = log.substring(0, serial)
assert racy.contains('expected: no race on account')
assert racy =~ /lost-update  (LIKELY|PROVEN)/
assert racy.contains('order-service') && racy.contains('referral-service')
assert racy.contains('spans are in target')

assert log.substring(serial, repaired).contains('latent-race  LATENT')
