# Caddy with deploy/caddy/, where only addresses and the certificate are others. Sourced by
# run.sh.

# start_caddy ADDRESS [ADDRESS]: in front of these gateways, at the free port $port.
start_caddy() {
  local home=$place/caddy
  port=$(free_port)
  rm -rf "$home"
  mkdir -p "$home"
  cp -r "$deploy/caddy" "$home/conf"
  # No authority signs for these hosts: each site gets the throw-away certificate.
  sed -i "s|^{\$DIDAR_GRAPHQL_HOST.*{|&\ntls $place/fullchain.pem $place/key.pem|" \
    "$home/conf"/{Caddyfile,prefix.Caddyfile}
  cat >"$home/Caddyfile" <<END
{
	admin off
	auto_https disable_redirects
	default_bind 127.0.0.1
	https_port $port
}
import conf/Caddyfile
import conf/prefix.Caddyfile
END
  DIDAR_GRAPHQL_UPSTREAMS=$* XDG_DATA_HOME=$home XDG_CONFIG_HOME=$home \
    start caddy caddy run --config "$home/Caddyfile" --adapter caddyfile
  soon ask "https://graphql.example.com:$port/" || die 'Caddy does not listen'
}
