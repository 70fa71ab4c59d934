# nginx with deploy/nginx/, where only addresses and paths are others. Sourced by run.sh.

# start_nginx ADDRESS [ADDRESS]: in front of these gateways, at the free port $port.
start_nginx() {
  local home=$place/nginx
  local conf=$home/didar-graphql
  port=$(free_port)
  rm -rf "$home"
  mkdir -p "$home"
  cp -r "$deploy/nginx" "$conf"
  # Nobody asks for the redirection from HTTP, whose port may be taken.
  sed -i -e '/listen \[::\]/d' -e "s|listen 443|listen 127.0.0.1:$port|" \
    -e "s|listen 80|listen unix:$home/http.sock|" \
    -e "s|/etc/ssl/didar-graphql|$place|" "$conf"/{root,prefix}.conf
  sed -i "s|/var/log/nginx|$home|" "$conf/proxy.conf"
  sed -i "s|127.0.0.1:8080|$1|" "$conf/upstream.conf"
  [ $# = 1 ] || sed -i "s|#server 127.0.0.1:8081|server $2|" "$conf/upstream.conf"
  nginx_main 'include didar-graphql/upstream.conf;' 'include didar-graphql/root.conf;' \
    'include didar-graphql/prefix.conf;' >"$home/nginx.conf"
  start nginx nginx -p "$home" -c "$home/nginx.conf" -e stderr
  soon ask "https://graphql.example.com:$port/" || die 'nginx does not listen'
}

# keeps_queries_secret: the id of a request is in nginx's log, its query is not.
keeps_queries_secret() {
  local line
  ask --output /dev/null --header 'X-Request-Id: secret' \
    "https://www.example.com:$port/crm/graphql?query=%7B__typename%7D"
  line=$(grep 'id secret$' "$place/nginx/didar-graphql.log")
  is "nginx: the log has a request's path and id" "$line" '* GET /crm/graphql 200 *'
  if grep -q typename "$place/nginx/didar-graphql.log"; then
    fail 'nginx: and not its query' "$line"
  else
    ok 'nginx: and not its query'
  fi
}

# nginx_main LINE …: a main file with these lines in its http context.
nginx_main() {
  # Where root starts it, the workers still have to reach this folder.
  [ "$(id -u)" -ne 0 ] || echo 'user root;'
  echo 'daemon off; pid nginx.pid; error_log stderr warn; worker_processes 2;'
  echo 'events { worker_connections 1024; }'
  echo 'http {'
  echo 'access_log off;'
  for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $kind;"; done
  printf '%s\n' "$@" '}'
}

# start_mirror ADDRESS: in a gateway's place, answers with what the proxy says.
start_mirror() {
  local told='for=$http_x_forwarded_for proto=$http_x_forwarded_proto'
  told+=' host=$http_x_forwarded_host id=$http_x_request_id'
  mkdir -p "$place/mirror"
  nginx_main "server { listen $1; location / { return 200 '\$request_method \$request_uri $told'; } }" \
    >"$place/mirror/nginx.conf"
  start mirror nginx -p "$place/mirror" -c "$place/mirror/nginx.conf" -e stderr
  soon curl --silent --fail "http://$1/" || die 'the mirror does not listen'
}
