#!/bin/bash

# Install the Python packages, which are pinned by hash, and collect the static files.
install_packages() {
    ynh_safe_rm "$install_dir/venv"
    python3 -m venv "$install_dir/venv"
    "$install_dir/venv/bin/pip" --quiet install --no-cache-dir --require-hashes \
        --requirement "$install_dir/requirements.txt"
    ynh_safe_rm "$install_dir/collected"
    IMAGO_DATA="$install_dir/none" IMAGO_STATIC="$install_dir/collected" \
        "$install_dir/venv/bin/python" "$install_dir/manage.py" collectstatic --no-input --verbosity 0
    chown -R root:"$app" "$install_dir"
    chmod -R u=rwX,g=rX,o= "$install_dir"
}

# Make the folder of the data, which only the service may open.
make_data_folder() {
    install --directory --owner="$app" --group="$app" --mode=0700 "$data_dir/data"
}

# Let nginx, systemd and YunoHost know about it.
configure_system() {
    ynh_config_add_nginx
    ynh_config_add_systemd
    yunohost service add "$app" --description="A guided dialogue at home, for a couple"
}
